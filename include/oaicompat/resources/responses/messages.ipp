// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/bytes.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/input.hpp>
#include <oaicompat/resources/responses/tools_to_chat.ipp>

#include <type_traits>
#include <utility>
#include <variant>

namespace oaicompat::inline v1::detail {

// --- refusals and seals --------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Error unsupported(std::string param, std::string_view why) {
  auto message = "'" + param + "' is not supported here: " + std::string{why} + ".";
  return api_error(400, std::move(message), "unsupported_parameter", std::move(param));
}

inline std::string seal_mark(std::string_view kind) { return "oaicompat:" + std::string{kind} + ":1:"; }

OAICOMPAT_INLINE std::string seal(std::string_view kind, std::string_view content) {
  return to_base64(seal_mark(kind) + std::string{content});
}
OAICOMPAT_INLINE std::optional<std::string> unseal(std::string_view kind, std::string_view sealed) {
  auto bytes = from_base64(sealed);
  const auto mark = seal_mark(kind);
  if (!bytes || !bytes->starts_with(mark)) return std::nullopt;
  return bytes->substr(mark.size());
}

OAICOMPAT_INLINE Result<std::vector<ResponseItem>> unseal_items(const CompactionItem& item, const std::string& path) {
  auto error = api_error(400, "The compaction was not made by this server.", "invalid_encrypted_content",
                         path + ".encrypted_content");
  const auto json = unseal(items_seal, item.encrypted_content);
  if (!json) return error;
  auto list = parse_owned<ResponseItemList>(*json, {.reading = Reading::lenient});
  if (!list) return error;
  return std::move(list->data);
}

// --- parts ---------------------------------------------------------------------------------------------------------

// A part of an item as a part of a message; `path` is the part's.
class PartToChat {
 public:
  explicit PartToChat(const std::string& path) : path_{path} {}

  Result<ContentPart> operator()(const OutputTextPart& part) const { return text(part.text); }
  Result<ContentPart> operator()(const PlainTextPart& part) const { return text(part.text); }
  Result<ContentPart> operator()(const SummaryTextPart& part) const { return text(part.text); }
  Result<ContentPart> operator()(const InputTextPart& part) const {
    TextPart made;
    made.text = part.text;
    take(made.prompt_cache_breakpoint, part.prompt_cache_breakpoint);
    return ContentPart{std::move(made)};
  }
  Result<ContentPart> operator()(const InputImagePart& part) const {
    if (part.file_id) return unsupported(path_ + ".file_id", "images are taken by URL");
    if (!part.image_url) return missing("image_url");
    ImagePart made;
    made.image_url.url = *part.image_url;
    take(made.image_url.detail, part.detail);
    take(made.prompt_cache_breakpoint, part.prompt_cache_breakpoint);
    return ContentPart{std::move(made)};
  }
  Result<ContentPart> operator()(const InputFilePart& part) const {
    if (part.file_url) return unsupported(path_ + ".file_url", "files are taken by content or id");
    if (part.detail && !(*part.detail == ImageDetail::auto_)) return unsupported(path_ + ".detail", "files have none");
    if (!part.file_data && !part.file_id) return missing("file_data");
    FilePart made;
    take(made.file.file_data, part.file_data);
    take(made.file.file_id, part.file_id);
    take(made.file.filename, part.filename);
    take(made.prompt_cache_breakpoint, part.prompt_cache_breakpoint);
    return ContentPart{std::move(made)};
  }
  Result<ContentPart> operator()(const RefusalPart& part) const { return ContentPart{part}; }
  template <class Other>
  Result<ContentPart> operator()(const Other&) const {
    return unsupported(path_ + ".type", "messages have no such part");
  }

 private:
  static Result<ContentPart> text(const Text& words) {
    TextPart made;
    made.text = words;
    return ContentPart{std::move(made)};
  }
  template <class T>
  static void take(std::optional<T>& to, const Maybe<T>& from) {
    if (from) to = *from;
  }
  Error missing(std::string_view member) const {
    return api_error(400, "Missing required parameter: '" + path_ + "." + std::string{member} + "'.",
                     "missing_required_parameter", path_ + "." + std::string{member});
  }

  const std::string& path_;
};

inline Result<Content> content_to_chat(const OneOf<Text, std::vector<ResponsePart>>& from, const std::string& path) {
  if (const auto* text = from.get_if<Text>()) return Content{Text{*text}};
  std::vector<ContentPart> parts;
  for (const auto& part : *from.get_if<std::vector<ResponsePart>>()) {
    const auto at = path + "[" + std::to_string(parts.size()) + "]";
    auto made = part.visit(PartToChat{at});
    if (!made) return made.error();
    parts.push_back(*std::move(made));
  }
  const auto* only = parts.size() == 1 ? parts[0].get_if<TextPart>() : nullptr;
  if (only && !only->prompt_cache_breakpoint) return Content{Text{only->text}};
  return Content{std::move(parts)};
}

inline std::optional<Role> role_to_chat(const OpenEnum<MessageRole>& role) {
  if (role == MessageRole::user) return Role::user;
  if (role == MessageRole::system) return Role::system;
  if (role == MessageRole::developer) return Role::developer;
  if (role == MessageRole::assistant) return Role::assistant;
  return std::nullopt;
}

// --- items ---------------------------------------------------------------------------------------------------------

OAICOMPAT_INLINE Result<void> MessageBuilder::add(const ResponseItem& item, const std::string& path) {
  return item.visit([&](const auto& each) -> Result<void> {
    // Other items are of tools that run on a server: a thread that began on one goes on without them.
    if constexpr (requires { take(each, path); }) return take(each, path);
    return {};
  });
}

OAICOMPAT_INLINE Result<std::vector<ChatMessage>> MessageBuilder::finish() {
  end_turn();
  leave_out_cut_calls();
  if (!unanswered_.empty() && thread_ == Thread::whole) {
    return api_error(400, "No tool output found for the call " + *unanswered_.begin() + ".", "", "input");
  }
  return std::move(out_);
}

// The assistant's message that calls and reasoning go into.
OAICOMPAT_INLINE ChatMessage& MessageBuilder::assistant() {
  if (!std::exchange(open_, true)) {
    out_.emplace_back().role = Role::assistant;
    out_.back().content.set_null();
  }
  give_reasoning(out_.back());
  return out_.back();
}
OAICOMPAT_INLINE void MessageBuilder::give_reasoning(ChatMessage& to) {
  give_details(to);
  if (reasoning_.empty()) return;
  set_reasoning(to.extra, reasoning_of(to.extra).value_or("") + std::exchange(reasoning_, {}));
}

inline Json numbered(const Json& detail, std::size_t place) {
  Bytes out;
  for (const auto& [key, value] : detail.members()) {
    write_quoted(out += out.empty() ? '{' : ',', key);
    (out += ':') += key == "index" ? std::to_string(place) : std::string{value.view()};
  }
  return {Text{out + '}'}};
}
// Each is numbered by what the message holds before it, as details have their place.
OAICOMPAT_INLINE void MessageBuilder::give_details(ChatMessage& to) {
  if (details_.empty()) return;
  const auto* before = to.extra.find(ext::reasoning_details.name);
  auto all = before ? before->elements() : std::vector<Json>{};
  auto place = all.size() + (to.content ? 1 : 0) + (to.tool_calls ? to.tool_calls->size() : 0);
  for (const auto& each : std::exchange(details_, {})) all.push_back(numbered(each, place++));
  std::string list;
  for (const auto& each : all) (list += list.empty() ? '[' : ',') += each.view();
  to.extra.set(ext::reasoning_details, Json{Text{list + ']'}});
}
// Reasoning at the end of a turn goes with what the turn said.
OAICOMPAT_INLINE void MessageBuilder::end_turn() {
  if (std::exchange(open_, false) && !details_.empty()) give_reasoning(out_.back());
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const MessageItem& item, const std::string& path) {
  const auto role = role_to_chat(item.role);
  if (!role) return unsupported(path + ".role", "nobody speaks as '" + std::string{item.role.word()} + "'");
  auto content = content_to_chat(item.content, path + ".content");
  if (!content) return content.error();
  if (*role == Role::assistant) {
    if (open_ && out_.back().content) open_ = false;
    assistant().content = *std::move(content);
    return {};
  }
  end_turn();
  reasoning_.clear();
  details_.clear();
  out_.push_back(message(*role, *std::move(content)));
  return {};
}

// What its provider must have back as it came; else what of it is given in clear, else what we sealed. A summary is the
// reasoning itself where nothing is sealed beside it: another server's seal says nothing to ours.
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ReasoningItem& item, const std::string&) {
  const auto details = item.encrypted_content ? unseal(details_seal, *item.encrypted_content) : std::nullopt;
  if (const auto list = details ? Json::checked(*details) : std::nullopt) {
    for (auto& each : list->elements()) {
      reasoning_ += each.at("text").as_string().value_or("");
      details_.push_back(std::move(each));
    }
    return {};
  }
  bool clear = false;
  if (item.content) {
    for (const auto& part : *item.content) {
      if (const auto* text = part.get_if<ReasoningTextPart>()) reasoning_ += text->text.view(), clear = true;
    }
  }
  if (clear) return {};
  if (item.encrypted_content) {
    reasoning_ += unseal(reasoning_seal, *item.encrypted_content).value_or("");
    return {};
  }
  for (const auto& part : item.summary) {
    if (const auto* text = part.get_if<SummaryTextPart>()) reasoning_ += text->text.view();
  }
  return {};
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const CompactionItem& item, const std::string& path) {
  constexpr int deepest = 8;
  if (compactions_ >= deepest) return unsupported(path, "compactions are nested too deeply");
  const auto items = unseal_items(item, path);
  if (!items) return items.error();
  ++compactions_;
  for (const auto& each : *items) {
    if (auto added = add(each, path); !added) return added;
  }
  --compactions_;
  return {};
}

OAICOMPAT_INLINE Result<void> MessageBuilder::take(const CompactionTrigger&, const std::string& path) {
  return unsupported(path + ".type", "POST /responses/compact compacts");
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const Unknown& item, const std::string& path) {
  if (rules_.unknown == UnknownTools::skip) return {};
  return unsupported(path + ".type", "there are no items of type '" + item.tag.str() + "'");
}
OAICOMPAT_INLINE Result<void> MessageBuilder::take(const ItemReference& item, const std::string&) {
  return api_error(404, "Item with id '" + item.id.str() + "' not found.", "", "input");
}

}  // namespace oaicompat::inline v1::detail

#include <oaicompat/resources/responses/called.ipp>
