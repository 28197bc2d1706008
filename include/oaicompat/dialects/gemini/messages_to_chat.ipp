// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/call_book.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/content_checks.ipp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/parts.hpp>
#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/gemini/to_chat.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// What a function gave as a text: what a chat's tool wrapped comes out of its wrapping.
inline Text result_text(const std::optional<Json>& response) {
  if (!response) return {};
  const auto members = response->members();
  if (members.size() == 1 && members[0].first == "output") {
    if (auto text = members[0].second.as_string()) return Text{*text};
  }
  return response->text;
}

// Makes messages of contents.
class MessagesToChat {
 public:
  MessagesToChat(std::vector<ChatMessage>& out, LossReport& lost) : out_{out}, lost_{lost} {}

  std::optional<Error> add(const GeminiContent& content, const std::string& path) {
    const bool model = content.role && *content.role == "model";
    if (auto error = wrong_content(content, path)) return error;
    if (!content.parts) return std::nullopt;
    if (!model) {
      if (auto error = finish()) return error;
      return add_user(*content.parts, path);
    }
    // Clients keep the pieces of a stream as they came: they are one message.
    if (pieces_.empty()) turn_path_ = path;
    borders_.push_back(pieces_.size());
    pieces_.insert(pieces_.end(), content.parts->begin(), content.parts->end());
    return std::nullopt;
  }
  // Ends the model's turn, where one is open.
  std::optional<Error> finish() {
    const auto borders = std::exchange(borders_, {});
    if (pieces_.empty()) return std::nullopt;
    calls_.begin_turn();
    return add_model(std::exchange(pieces_, {}), borders, turn_path_);
  }
  // Nothing where it cannot stand in a message.
  std::optional<ContentPart> part_of(const GeminiPart& part, const std::string& path) {
    auto made = known_part(part);
    if (!made) {
      lost_.add(path, LossKind::dropped, "a chat has no such part");
      return std::nullopt;
    }
    made->visit([&](auto& each) {
      if constexpr (requires { each.extra; }) keep_more(each.extra, more_member, part.extra);
    });
    return made;
  }

 private:
  static std::optional<ContentPart> known_part(const GeminiPart& part) {
    if (part.text) return text_part(*part.text);
    if (part.inline_data) return blob_part(*part.inline_data);
    if (part.file_data) {
      const auto type = part.file_data->mime_type ? part.file_data->mime_type->view() : std::string_view{};
      const auto uri = part.file_data->file_uri;
      if (type.starts_with("image/") && uri.view().find("://") != std::string_view::npos) return image_part(uri);
      auto made = file_id_part(uri);
      if (!type.empty()) made.get_if<FilePart>()->file.extra.set("mime_type", Json::string(type));
      return made;
    }
    return std::nullopt;
  }
  static ContentPart blob_part(const GeminiBlob& blob) {
    const auto type = blob.mime_type.view();
    const auto data = standard_base64(blob.data);
    if (type == "audio/wav" || type == "audio/x-wav") return audio_part(Text{data}, InputAudioFormat::wav);
    if (type == "audio/mp3" || type == "audio/mpeg") return audio_part(Text{data}, InputAudioFormat::mp3);
    if (type.starts_with("image/")) return image_part(Text{data_url(type, data)});
    const auto name = blob.extra.get(ExtraKey<std::string>{"displayName"});
    return file_part(Text{name.value_or("file")}, Text{data_url(type, data)});
  }

  // Results go before what the user says: they answer the turn before.
  std::optional<Error> add_user(const std::vector<GeminiPart>& parts, const std::string& path) {
    std::vector<ContentPart> said;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& part = parts[i];
      if (part.function_response) {
        add_result(*part.function_response);
      } else if (auto made = part_of(part, path_in(path + ".parts", i))) {
        said.push_back(*std::move(made));
      }
    }
    if (said.empty()) return std::nullopt;
    auto& message = out_.emplace_back();
    message.role = Role::user;
    const auto* text = said.size() == 1 ? said[0].get_if<TextPart>() : nullptr;
    message.content = text && text->extra.empty() ? Content{text->text} : Content{std::move(said)};
    return std::nullopt;
  }
  void add_result(const GeminiFunctionResponse& from) {
    auto& message = out_.emplace_back();
    message.role = Role::tool;
    bool known = false;
    message.tool_call_id = calls_.answer(from.id ? from.id->view() : std::string_view{}, from.name, known);
    message.content = Content{result_text(from.response)};
    if (!known) message.name = from.name;
    keep_more(message.extra, response_members, from.extra);
  }

  std::optional<Error> add_model(const std::vector<GeminiPart>& parts, const std::vector<std::size_t>& borders,
                                 const std::string& path) {
    auto& message = out_.emplace_back();
    message.role = Role::assistant;
    std::string text, reasoning;
    bool said = false;
    std::vector<Json> details, others;
    PartPlaces places;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const auto& part = parts[i];
      const bool begins = std::find(borders.begin(), borders.end(), i) != borders.end();
      const auto place = places.add(part, begins ? PartPlaces::Piece::goes_on : PartPlaces::Piece::own, others);
      if (part.function_call) {
        if (auto error = add_call(message, part, path_in(path + ".parts", i))) return error;
        continue;
      }
      if (part.thought_signature && part.text) add_detail(details, part, place);
      if (!part.text) continue;
      if (part.thought.value_or(false)) {
        reasoning += part.text->view();
      } else {
        said = true;
        text += part.text->view();
      }
    }
    places.finish(others);
    (said && !(text.empty() && message.tool_calls)) || !message.tool_calls ? void(message.content = Content{Text{text}})
                                                                           : message.content.set_null();
    if (!reasoning.empty()) set_reasoning(message.extra, reasoning);
    set_details(message.extra, details);
    if (!others.empty()) message.extra.set(other_parts, list_of(others));
    return std::nullopt;
  }
  static Json list_of(const std::vector<Json>& items) {
    Bytes out;
    for (const auto& each : items) (out += out.empty() ? '[' : ',') += each.view();
    return Json{Text{out + ']'}};
  }
  std::optional<Error> add_call(ChatMessage& to, const GeminiPart& part, const std::string& path) {
    const auto& from = *part.function_call;
    auto& call = (to.tool_calls ? *to.tool_calls : to.tool_calls.emplace()).emplace_back();
    call.id = calls_.begin(from.id ? from.id->view() : std::string_view{}, from.name);
    call.function.emplace().name = from.name;
    if (from.args && !from.args->is_object() && !from.args->is_null()) {
      return invalid(path + ".functionCall.args", "an object");
    }
    call.function->arguments = from.args && from.args->is_object() ? from.args->text : Text{"{}"};
    if (part.thought_signature) set_signature(call.extra, *part.thought_signature);
    call.function->extra = from.extra;
    keep_more(call.extra, more_member, part.extra);
    return std::nullopt;
  }

  std::vector<ChatMessage>& out_;
  LossReport& lost_;
  CallBook calls_;
  std::vector<GeminiPart> pieces_;    // of the model's turn so far
  std::vector<std::size_t> borders_;  // where the pieces of a stream begin among them
  std::string turn_path_;
};

}  // namespace oaicompat::inline v1::detail::gemini
