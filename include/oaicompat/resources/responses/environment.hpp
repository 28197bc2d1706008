// Where the tools of a response run: containers, their networks and skills, and local shells.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/json/kinds.hpp>

namespace oaicompat::inline v1 {

/// How much memory a container has.
enum class ContainerMemory {
  gb_1,   ///< 1 GiB.
  gb_4,   ///< 4 GiB.
  gb_16,  ///< 16 GiB.
  gb_64,  ///< 64 GiB.
};
constexpr auto describe(Type<ContainerMemory>) {
  return std::array<Word<ContainerMemory>, 4>{{{"1g", ContainerMemory::gb_1},
                                               {"4g", ContainerMemory::gb_4},
                                               {"16g", ContainerMemory::gb_16},
                                               {"64g", ContainerMemory::gb_64}}};
}

/// A container without a network. Mirrors `ContainerNetworkPolicyDisabledParam`.
struct NoNetwork {
  Extras extra{};
  bool operator==(const NoNetwork&) const = default;
};

/// A secret that requests to a domain carry. Mirrors `ContainerNetworkPolicyDomainSecretParam`.
struct DomainSecret {
  /// The domain.
  Text domain{};
  /// The secret's name.
  Text name{};
  /// The secret.
  Text value{};
  Extras extra{};
  bool operator==(const DomainSecret&) const = default;
};

/// A container that reaches some domains only. Mirrors `ContainerNetworkPolicyAllowlistParam`.
struct NetworkAllowlist {
  /// The domains.
  std::vector<Text> allowed_domains{};
  /// The secrets that requests to them carry.
  std::optional<std::vector<DomainSecret>> domain_secrets{};
  Extras extra{};
  bool operator==(const NetworkAllowlist&) const = default;
};

/// What a container may reach. Mirrors `ContainerAutoParam.network_policy`.
struct NetworkPolicy : TaggedUnion<"type", Case<"disabled", NoNetwork>, Case<"allowlist", NetworkAllowlist>> {
  using TaggedUnion::TaggedUnion;
};

/// A skill that the server keeps. Mirrors `SkillReferenceParam`.
struct SkillReference {
  /// The skill's id.
  Text skill_id{};
  /// Its version; absent means the newest.
  std::optional<Text> version{};
  Extras extra{};
  bool operator==(const SkillReference&) const = default;
};

/// A skill as an archive. Mirrors `InlineSkillSourceParam`.
struct SkillSource {
  /// Always `base64`.
  Text type = Text::literal("base64");
  /// Always `application/zip`.
  Text media_type = Text::literal("application/zip");
  /// The archive in base64.
  Text data{};
  Extras extra{};
  bool operator==(const SkillSource&) const = default;
};

/// A skill that the request holds. Mirrors `InlineSkillParam`.
struct InlineSkill {
  /// Its name.
  Text name{};
  /// What it is for.
  Text description{};
  /// The skill.
  SkillSource source{};
  Extras extra{};
  bool operator==(const InlineSkill&) const = default;
};

/// A skill in a container. Mirrors the items of `ContainerAutoParam.skills`.
struct Skill : TaggedUnion<"type", Case<"skill_reference", SkillReference>, Case<"inline", InlineSkill>> {
  using TaggedUnion::TaggedUnion;
};

/// A container that the server makes for a code interpreter. Mirrors `AutoCodeInterpreterToolParam`.
struct AutoContainer {
  /// Always `auto`.
  Text type = Text::literal("auto");
  /// The uploaded files in it.
  std::optional<std::vector<Text>> file_ids{};
  /// How much memory it has.
  Maybe<OpenEnum<ContainerMemory>> memory_limit{};
  /// What it may reach.
  std::optional<NetworkPolicy> network_policy{};
  Extras extra{};
  bool operator==(const AutoContainer&) const = default;
};

/// A container that the server makes for a shell. Mirrors `ContainerAutoParam`.
struct ShellContainer {
  /// The uploaded files in it.
  std::optional<std::vector<Text>> file_ids{};
  /// How much memory it has.
  Maybe<OpenEnum<ContainerMemory>> memory_limit{};
  /// What it may reach.
  std::optional<NetworkPolicy> network_policy{};
  /// The skills in it.
  std::optional<std::vector<Skill>> skills{};
  Extras extra{};
  bool operator==(const ShellContainer&) const = default;
};

/// A skill on the caller's machine. Mirrors `LocalSkillParam`.
struct LocalSkill {
  /// Its name.
  Text name{};
  /// What it is for.
  Text description{};
  /// Where it is.
  Text path{};
  Extras extra{};
  bool operator==(const LocalSkill&) const = default;
};

/// The caller's machine. Mirrors `LocalEnvironmentParam`.
struct LocalEnvironment {
  /// The skills on it.
  std::optional<std::vector<LocalSkill>> skills{};
  Extras extra{};
  bool operator==(const LocalEnvironment&) const = default;
};

/// A container that there is. Mirrors `ContainerReferenceParam`.
struct ContainerReference {
  /// Its id.
  Text container_id{};
  Extras extra{};
  bool operator==(const ContainerReference&) const = default;
};

/// Where a shell runs. Mirrors `FunctionShellToolParam.environment` and `FunctionShellCall.environment`.
struct ShellEnvironment : TaggedUnion<"type", Case<"container_auto", ShellContainer>, Case<"local", LocalEnvironment>,
                                      Case<"container_reference", ContainerReference>> {
  using TaggedUnion::TaggedUnion;
};

}  // namespace oaicompat::inline v1
