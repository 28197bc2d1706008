// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/loss.hpp>
#include <oaicompat/json/any_json.hpp>
#include <oaicompat/json/member_scan.hpp>
#include <oaicompat/layers/provider_quirks.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

class QuirkyRequest {
 public:
  QuirkyRequest(const ProviderQuirks& quirks, Bytes body) : quirks_{quirks}, body_{std::move(body)} {}

  Bytes make() {
    if (quirks_.usage == ProviderQuirks::Usage::unasked)
      remove_members(body_, [](std::string_view key) { return key == "stream_options"; });
    rename("max_completion_tokens", quirks_.max_tokens_member);
    rename("seed", quirks_.seed_member);
    drop_members();
    if (wants_messages_edited()) edit_messages();
    return std::move(body_);
  }
  const LossReport& lost() const { return lost_; }

 private:
  bool refuses(std::string_view path) const {
    return std::find(quirks_.refuses.begin(), quirks_.refuses.end(), path) != quirks_.refuses.end();
  }
  static bool asks_for_nothing(std::string_view key, std::string_view value) {
    return value == "null" || value == "false" || value == "0" || value == "0.0" || value == "{}" || value == "[]" ||
           (key == "n" && value == "1");
  }
  void rename(std::string_view from, const std::string& to) {
    if (from == to || to.empty()) return;
    const auto value = member_text(body_, from);
    if (!value) return;
    const std::string text{*value};
    remove_members(body_, [&](std::string_view key) { return key == from; });
    if (!member_text(body_, to)) set_member(body_, to, text);
  }
  void drop_members() {
    for (MemberScan scan{body_}; scan.next();) {
      if (refuses(scan.key()) && !asks_for_nothing(scan.key(), scan.value()))
        lost_.add(std::string{scan.key()}, LossKind::dropped, "the provider does not take it");
    }
    remove_members(body_, [&](std::string_view key) { return refuses(key); });
  }

  bool wants_messages_edited() const {
    const auto has = [&](std::string_view word) { return body_.find(word) != body_.npos; };
    if (refuses("messages[].name") && has("\"name\"")) return true;
    return quirks_.reasoning != ProviderQuirks::Reasoning::as_given && has("\"reasoning");
  }
  void edit_messages() {
    const auto text = member_text(body_, "messages");
    const auto messages = text ? Json{Text{*text}}.elements() : std::vector<Json>{};
    std::string made{"["};
    for (std::size_t i = 0; i < messages.size(); ++i) {
      auto message = messages[i].text.str();
      const auto path = "messages[" + std::to_string(i) + "].";
      if (refuses("messages[].name")) drop_from(message, "name", path);
      edit_reasoning(message, path);
      made += (i > 0 ? "," : "") + message;
    }
    if (!messages.empty()) set_member(body_, "messages", made + "]");
  }
  void drop_from(std::string& message, std::string_view name, const std::string& path) {
    const auto value = member_text(message, name);
    if (!value) return;
    if (!asks_for_nothing(name, *value))
      lost_.add(path + std::string{name}, LossKind::dropped, "the provider does not take it");
    remove_members(message, [&](std::string_view key) { return key == name; });
  }
  void edit_reasoning(std::string& message, const std::string& path) {
    using Reasoning = ProviderQuirks::Reasoning;
    constexpr std::string_view names[] = {"reasoning_content", "reasoning"};
    if (quirks_.reasoning == Reasoning::as_given) return;
    if (quirks_.reasoning == Reasoning::none) {
      for (const auto name : {"reasoning_content", "reasoning", "reasoning_details"}) drop_from(message, name, path);
      return;
    }
    const bool first = quirks_.reasoning == Reasoning::reasoning_content;
    const auto to = names[first ? 0 : 1], from = names[first ? 1 : 0];
    const auto value = member_text(message, from);
    if (!value || !value->starts_with('"')) return;
    const std::string text{*value};
    remove_members(message, [&](std::string_view key) { return key == from; });
    if (!member_text(message, to)) set_member(message, to, text);
  }

  const ProviderQuirks& quirks_;
  Bytes body_;
  LossReport lost_;
};

}  // namespace detail

OAICOMPAT_INLINE Layer provider_quirks(ProviderQuirks quirks) {
  auto shared = std::make_shared<const ProviderQuirks>(std::move(quirks));
  return [shared](Handler inner) -> Handler {
    return [shared, inner = std::move(inner)](Request&& request) -> Answer {
      if (request.method != "POST" || !request.path.ends_with("/chat/completions")) return inner(std::move(request));
      detail::QuirkyRequest quirky{*shared, request.body.take()};
      request.body = Body{quirky.make()};
      if (request.context.losses && !quirky.lost().empty()) request.context.losses->add(quirky.lost());
      return inner(std::move(request));
    };
  };
}

}  // namespace oaicompat::inline v1
