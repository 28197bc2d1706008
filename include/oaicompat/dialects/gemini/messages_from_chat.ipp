// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/parts.hpp>
#include <oaicompat/dialects/gemini/thoughts.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>
#include <oaicompat/resources/chat/types.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail::gemini {

// Makes contents of messages.
class MessagesFromChat {
 public:
  MessagesFromChat(const ChatRequest& from, const CallGeminiOptions& options, LossReport& lost)
      : from_{from}, options_{options}, lost_{lost} {}

  std::optional<Error> make(GeminiRequest& out) {
    // Signatures are asked for in the turn since the user last spoke.
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      if (from_.messages[i].role == Role::user) turn_ = i;
    }
    bool said = false;
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      const auto& message = from_.messages[i];
      const auto path = path_in("messages", i);
      const bool instructs = message.role == Role::system || message.role == Role::developer;
      if (message.name && !message.tool_call_id && !(message.role == Role::function))
        lost_.add(path + ".name", LossKind::dropped, "speakers have no names");
      if (instructs) {
        if (said) lost_.add(path, LossKind::approximated, "instructions stand before all else");
        instruct(out, message);
        continue;
      }
      said = true;
      auto error = message.role == Role::assistant                                ? add_model(out, message, i, path)
                   : message.role == Role::tool || message.role == Role::function ? add_result(out, message, path)
                                                                                  : add_user(out, message, path);
      if (error) return error;
    }
    return std::nullopt;
  }

 private:
  static Error refuse(std::string param, std::string_view why) {
    auto message = "'" + param + "' cannot be sent: " + std::string{why} + ".";
    return api_error(400, std::move(message), "unsupported_parameter", std::move(param));
  }
  static GeminiPart text(std::string_view words) {
    GeminiPart out;
    out.text = Text{words};
    return out;
  }
  static std::vector<GeminiPart>& begin(GeminiRequest& out, const char* role) {
    auto& content = out.contents.emplace_back();
    content.role = Text{role};
    return content.parts.emplace();
  }
  static void instruct(GeminiRequest& out, const ChatMessage& message) {
    auto& content = out.system_instruction ? *out.system_instruction : out.system_instruction.emplace();
    auto& parts = content.parts ? *content.parts : content.parts.emplace();
    const auto* several = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr;
    if (!several) return parts.push_back(text(message.text()));
    for (const auto& each : *several) {
      if (const auto* words = each.get_if<TextPart>()) parts.push_back(text(words->text));
    }
  }

  // --- the user

  std::optional<Error> add_user(GeminiRequest& out, const ChatMessage& message, const std::string& path) {
    auto& parts = begin(out, "user");
    const auto* several = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr;
    if (!several) {
      const auto* words = message.content ? message.content->get_if<Text>() : nullptr;
      parts.push_back(text(words ? words->view() : std::string_view{}));
      return std::nullopt;
    }
    for (std::size_t i = 0; i < several->size(); ++i) {
      auto made = part_of((*several)[i], path_in(path + ".content", i));
      if (!made) return made.error();
      (*several)[i].visit([&](const auto& each) {
        if constexpr (requires { each.extra; }) take_more(made->extra, each.extra.find(more_member));
      });
      parts.push_back(*std::move(made));
    }
    return std::nullopt;
  }
  static GeminiPart blob(std::string_view type, std::string_view data) {
    GeminiPart out;
    auto& made = out.inline_data.emplace();
    made.mime_type = Text{type};
    made.data = Text{data};
    return out;
  }
  static GeminiPart file(std::string_view uri, std::string_view type) {
    GeminiPart out;
    auto& made = out.file_data.emplace();
    made.file_uri = Text{uri};
    if (!type.empty()) made.mime_type = Text{type};
    return out;
  }
  Result<GeminiPart> part_of(const ContentPart& part, const std::string& path) {
    if (const auto* words = part.get_if<TextPart>()) return text(words->text);
    if (const auto* refusal = part.get_if<RefusalPart>()) return text(refusal->refusal);
    if (const auto* image = part.get_if<ImagePart>()) {
      if (image->image_url.detail && !(*image->image_url.detail == ImageDetail::auto_))
        lost_.add(path + ".image_url.detail", LossKind::dropped, "media_resolution says it for all");
      return at_url(image->image_url.url, "image/jpeg");
    }
    if (const auto* audio = part.get_if<AudioPart>()) {
      const auto format = audio->input_audio.format.word();
      return blob("audio/" + std::string{format}, audio->input_audio.data);
    }
    if (const auto* given = part.get_if<FilePart>()) return file_of(given->file, path);
    return refuse(path, "the provider takes text, images, audio and files");
  }
  static GeminiPart at_url(std::string_view url, std::string_view otherwise) {
    if (const auto data = read_data_url(url)) return blob(data->media_type, data->base64);
    const auto type = media_type_of_url(url);
    return file(url, type.empty() ? otherwise : type);
  }
  static Result<GeminiPart> file_of(const InputFile& from, const std::string& path) {
    if (from.file_id) return file(*from.file_id, from.extra.get(ExtraKey<std::string>{"mime_type"}).value_or(""));
    const auto data = from.file_data ? read_data_url(*from.file_data) : std::nullopt;
    if (!data) return refuse(path + ".file.file_data", "it is no data URL");
    auto out = blob(data->media_type, data->base64);
    if (from.filename && *from.filename != "file")
      out.inline_data->extra.set("displayName", Json::string(*from.filename));
    return out;
  }

  // --- results

  // Results of one turn stand in one content: the provider counts them there.
  std::optional<Error> add_result(GeminiRequest& out, const ChatMessage& message, const std::string& path) {
    const bool follows = !out.contents.empty() && out.contents.back().parts && !out.contents.back().parts->empty() &&
                         out.contents.back().parts->back().function_response;
    auto& parts = follows ? *out.contents.back().parts : begin(out, "user");
    auto& made = parts.emplace_back().function_response.emplace();
    const auto id = message.tool_call_id ? plain_id(*message.tool_call_id) : std::string_view{};
    const auto name = names_.find(id);
    if (name != names_.end()) {
      made.name = name->second;
    } else if (message.name) {
      made.name = *message.name;
    } else {
      return refuse(path + ".tool_call_id",
                    "no message before it calls a function by that id, so its name is not known");
    }
    if (!id.empty() && options_.call_ids == CallGeminiOptions::CallIds::sent) made.id = Text{id};
    made.response = response_of(message.text());
    take_more(made.extra, message.extra.find(response_members));
    return add_media(out, message, path);
  }
  // An object goes as it is; anything else is wrapped, and so is what would be taken for a wrapping.
  static Json response_of(const std::string& words) {
    auto object = object_in(words);
    const bool looks_wrapped = object && object->size() == 1 && object->at("output").kind() == JsonKind::string;
    if (object && !looks_wrapped) return *std::move(object);
    return Json{Text{"{\"output\":" + Json::string(words).text.str() + "}"}};
  }
  std::optional<Error> add_media(GeminiRequest& out, const ChatMessage& message, const std::string& path) {
    const auto* several = message.content ? message.content->get_if<std::vector<ContentPart>>() : nullptr;
    for (std::size_t i = 0; several && i < several->size(); ++i) {
      const auto& part = (*several)[i];
      if (part.get_if<TextPart>()) continue;
      auto made = part_of(part, path_in(path + ".content", i));
      if (!made) return made.error();
      out.contents.back().parts->push_back(*std::move(made));
    }
    return std::nullopt;
  }

  // --- the model

  std::optional<Error> add_model(GeminiRequest& out, const ChatMessage& message, std::size_t place,
                                 const std::string& path) {
    told_thoughts(message, path);
    auto words = message.text();
    if (words.empty() && message.refusal) words = message.refusal->str();
    Spoken spoken{.content = words, .extra = message.extra};
    for (std::size_t i = 0; message.tool_calls && i < message.tool_calls->size(); ++i) {
      auto made = call_part((*message.tool_calls)[i], path_in(path + ".tool_calls", i));
      if (!made) return made.error();
      if (i == 0 && !made->thought_signature && place >= turn_ && needs_signatures())
        made->thought_signature = Text{no_signature};
      spoken.calls.push_back(*std::move(made));
    }
    auto parts = parts_of(std::move(spoken), ThoughtParts::ours);
    if (!parts.empty()) begin(out, "model") = std::move(parts);
    return std::nullopt;
  }
  // Thoughts go back only where they are signed: the provider takes no others.
  void told_thoughts(const ChatMessage& message, const std::string& path) {
    bool carried = false;
    for (const auto& detail : details_of(message.extra)) {
      if (!detail.is_ours)
        lost_.add(path + ".reasoning_details", LossKind::dropped, "another provider's reasoning means nothing here");
      carried = carried || (detail.is_ours && detail.is_text && !detail.signature.empty());
    }
    if (!carried && !reasoning_of(message.extra).value_or("").empty())
      lost_.add(path + ".reasoning_content", LossKind::dropped, "thoughts without a signature do not go back");
  }
  Result<GeminiPart> call_part(const ToolCall& call, const std::string& path) {
    if (!call.function) return refuse(path, "the provider has functions alone");
    GeminiPart out;
    auto& made = out.function_call.emplace();
    const auto id = plain_id(call.id);
    names_[std::string{id}] = call.function->name;
    if (!id.empty() && options_.call_ids == CallGeminiOptions::CallIds::sent) made.id = Text{id};
    made.name = call.function->name;
    made.args =
        call.function->arguments.empty() ? Json{Text{"{}"}} : object_in(call.function->arguments).value_or(Json{});
    if (!made.args->is_object()) return refuse(path + ".function.arguments", "they are no JSON object");
    if (auto signature = signature_of(call.extra, call.id)) out.thought_signature = Text{*signature};
    made.extra = call.function->extra;
    take_more(out.extra, call.extra.find(more_member));
    return out;
  }
  // Gemini 3 and later refuse calls of the turn that are not signed.
  bool needs_signatures() const {
    if (options_.missing_signatures == CallGeminiOptions::MissingSignatures::none) return false;
    constexpr std::string_view mark = "gemini-";
    const auto model = from_.model.view();
    const auto at = model.find(mark);
    if (at == model.npos || at + mark.size() >= model.size()) return false;
    const char version = model[at + mark.size()];
    return version >= '3' && version <= '9';
  }
  const ChatRequest& from_;
  const CallGeminiOptions& options_;
  LossReport& lost_;
  std::map<std::string, Text, std::less<>> names_;
  std::size_t turn_ = 0;
};

}  // namespace oaicompat::inline v1::detail::gemini
