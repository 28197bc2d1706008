// The JSON forms of the places where tools run.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/describe.hpp>
#include <oaicompat/resources/responses/environment.hpp>

namespace oaicompat::inline v1 {

constexpr auto describe(Type<NoNetwork>) { return object("NoNetwork"); }
constexpr auto describe(Type<DomainSecret>) {
  return object("DomainSecret", field("domain", &DomainSecret::domain, "The domain."),
                field("name", &DomainSecret::name, "The secret's name."),
                field("value", &DomainSecret::value, "The secret."));
}
constexpr auto describe(Type<NetworkAllowlist>) {
  return object("NetworkAllowlist", field("allowed_domains", &NetworkAllowlist::allowed_domains, "The domains."),
                field("domain_secrets", &NetworkAllowlist::domain_secrets, "The secrets that requests to them carry."));
}
constexpr auto describe(Type<SkillReference>) {
  return object("SkillReference", field("skill_id", &SkillReference::skill_id, "The skill's id."),
                field("version", &SkillReference::version, "Its version; absent means the newest."));
}
constexpr auto describe(Type<SkillSource>) {
  return object("SkillSource", field("type", &SkillSource::type, "Always `base64`."),
                field("media_type", &SkillSource::media_type, "Always `application/zip`."),
                field("data", &SkillSource::data, "The archive in base64."));
}
constexpr auto describe(Type<InlineSkill>) {
  return object("InlineSkill", field("name", &InlineSkill::name, "Its name."),
                field("description", &InlineSkill::description, "What it is for."),
                field("source", &InlineSkill::source, "The skill."));
}
constexpr auto describe(Type<AutoContainer>) {
  return object("AutoContainer", field("type", &AutoContainer::type, "Always `auto`."),
                field("file_ids", &AutoContainer::file_ids, "The uploaded files in it."),
                field("memory_limit", &AutoContainer::memory_limit, "How much memory it has."),
                field("network_policy", &AutoContainer::network_policy, "What it may reach."));
}
constexpr auto describe(Type<ShellContainer>) {
  return object("ShellContainer", field("file_ids", &ShellContainer::file_ids, "The uploaded files in it."),
                field("memory_limit", &ShellContainer::memory_limit, "How much memory it has."),
                field("network_policy", &ShellContainer::network_policy, "What it may reach."),
                field("skills", &ShellContainer::skills, "The skills in it."));
}
constexpr auto describe(Type<LocalSkill>) {
  return object("LocalSkill", field("name", &LocalSkill::name, "Its name."),
                field("description", &LocalSkill::description, "What it is for."),
                field("path", &LocalSkill::path, "Where it is."));
}
constexpr auto describe(Type<LocalEnvironment>) {
  return object("LocalEnvironment", field("skills", &LocalEnvironment::skills, "The skills on it."));
}
constexpr auto describe(Type<ContainerReference>) {
  return object("ContainerReference", field("container_id", &ContainerReference::container_id, "Its id."));
}

}  // namespace oaicompat::inline v1
