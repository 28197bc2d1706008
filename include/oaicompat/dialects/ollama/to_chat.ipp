// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/call_book.hpp>
#include <oaicompat/dialects/ollama/options.hpp>
#include <oaicompat/dialects/ollama/to_chat.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <string>
#include <utility>

namespace oaicompat::inline v1::detail::ollama {

inline Error invalid(std::string param, std::string_view expected) {
  auto message = "invalid value for '" + param + "': expected " + std::string{expected};
  return api_error(400, std::move(message), "invalid_value", std::move(param));
}
inline std::string lower(std::string_view word) {
  std::string out{word};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}
inline Text text_of(const std::optional<Text>& text) { return text ? *text : Text{}; }

class RequestToChat {
 public:
  RequestToChat(const OllamaRequest& from, LossReport& lost) : from_{from}, lost_{lost} {}

  Result<ChatRequest> make(Route route) {
    out_.model = from_.model;
    using Step = std::optional<Error> (RequestToChat::*)();
    const Step said = route == Route::chat ? &RequestToChat::messages : &RequestToChat::prompt;
    for (const Step step : {said, &RequestToChat::tools, &RequestToChat::format, &RequestToChat::options,
                            &RequestToChat::think, &RequestToChat::logprobs}) {
      if (auto error = (this->*step)()) return *std::move(error);
    }
    if (from_.keep_alive) out_.extra.set("keep_alive", *from_.keep_alive);
    for (const auto& each : from_.extra) {
      if (each.key == "context") {
        lost_.add("context", LossKind::dropped, "a chat does not go on from tokens");
      } else {
        out_.extra.set(each.key, each.json);
      }
    }
    return std::move(out_);
  }

 private:
  // --- what is said

  std::optional<Error> messages() {
    CallBook calls;
    for (std::size_t i = 0; from_.messages && i < from_.messages->size(); ++i) {
      const auto& message = (*from_.messages)[i];
      auto& made = out_.messages.emplace_back();
      made.role = OpenEnum<Role>{std::string_view{lower(message.role)}};
      made.extra = message.extra;
      if (message.thinking) set_reasoning(made.extra, *message.thinking);
      if (auto error = wrong_images(message.images, path_in("messages", i, "images"))) return error;
      place_content(made, text_of(message.content), message.images);
      if (message.tool_calls) {
        if (auto error = place_calls(made, *message.tool_calls, calls, i)) return error;
      }
      if (made.role == Role::tool) place_result(made, message, calls);
    }
    return std::nullopt;
  }
  static std::optional<Error> wrong_images(const std::optional<std::vector<Text>>& images, const std::string& path) {
    for (std::size_t i = 0; images && i < images->size(); ++i) {
      const auto url = read_data_url((*images)[i]);
      if (!is_base64(url ? url->base64 : (*images)[i].view())) return invalid(path_in(path, i), "base64");
    }
    return std::nullopt;
  }
  static void place_content(ChatMessage& to, const Text& text, const std::optional<std::vector<Text>>& images) {
    if (!images || images->empty()) {
      to.content = Content{text};
      return;
    }
    std::vector<ContentPart> parts;
    if (!text.empty()) parts.push_back(text_part(text));
    for (const auto& image : *images) parts.push_back(media_part(image));
    to.content = Content{std::move(parts)};
  }
  // Audio travels among the images. Some clients send a `data:` URL.
  static ContentPart media_part(const Text& image) {
    const auto url = read_data_url(image);
    const auto base64 = url ? url->base64 : image.view();
    const auto type = url ? url->media_type : media_type_of(base64);
    if (type == "audio/wav") return audio_part(Text{base64}, InputAudioFormat::wav);
    if (type == "audio/mpeg") return audio_part(Text{base64}, InputAudioFormat::mp3);
    if (url) return image_part(image);
    return image_part(Text{data_url(type.empty() ? "image/png" : type, base64)});
  }
  static std::optional<Error> place_calls(ChatMessage& to, const std::vector<OllamaToolCall>& from, CallBook& calls,
                                          std::size_t place) {
    if (from.empty()) return std::nullopt;
    auto& out = to.tool_calls.emplace();
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto& function = from[i].function;
      auto& call = out.emplace_back();
      if (i == 0) calls.begin_turn();
      call.id = calls.begin(from[i].id ? from[i].id->view() : std::string_view{}, function.name);
      call.function.emplace().name = function.name;
      auto more = from[i].extra;
      more.remove("type");
      keep_more(more, "function", function.extra);
      keep_more(call.extra, call_members, more);
      auto arguments = arguments_of(function.arguments);
      if (!arguments) {
        return invalid(path_in("messages", place, path_in("tool_calls", i, "function.arguments")), "an object");
      }
      call.function->arguments = *std::move(arguments);
    }
    if (to.content && to.content->get_if<Text>() && to.content->get_if<Text>()->empty()) to.content.set_null();
    return std::nullopt;
  }
  // Old clients send the object as a string.
  static std::optional<Text> arguments_of(const Json& json) {
    if (json.is_object()) return json.text;
    if (json.is_null()) return Text{"{}"};
    const auto inside = json.as_string();
    if (!inside) return std::nullopt;
    return inside->empty() ? Text{"{}"} : object_in(*inside) ? std::optional{Text{*inside}} : std::nullopt;
  }
  static void place_result(ChatMessage& to, const OllamaMessage& from, CallBook& calls) {
    bool known = false;
    to.tool_call_id = calls.answer(text_of(from.tool_call_id).view(), text_of(from.tool_name).view(), known);
    if (!known && from.tool_name && !from.tool_name->empty()) to.name = *from.tool_name;
  }

  std::optional<Error> prompt() {
    if (from_.system && !from_.system->empty()) out_.messages.push_back(message(Role::system, Content{*from_.system}));
    if (auto error = wrong_images(from_.images, "images")) return error;
    auto& asked = out_.messages.emplace_back();
    asked.role = Role::user;
    place_content(asked, text_of(from_.prompt), from_.images);
    if (from_.suffix && !from_.suffix->empty()) {
      out_.extra.set("suffix", Json::string(*from_.suffix));
      lost_.add("suffix", LossKind::approximated, "the handlers of a chat find it among the extras");
    }
    return std::nullopt;
  }

  // --- what it may do

  std::optional<Error> tools() {
    if (!from_.tools || from_.tools->empty()) return std::nullopt;
    auto& tools = out_.tools.emplace();
    for (std::size_t i = 0; i < from_.tools->size(); ++i) {
      const auto& json = (*from_.tools)[i];
      auto text = json.text.str();
      // The type may be missing: there is but one.
      if (json.is_object() && !json.find("type") && json.find("function")) text.insert(1, "\"type\":\"function\",");
      auto tool = parse_owned<Tool>(text);
      if (!tool) return invalid(path_in("tools", i), "a tool");
      tools.push_back(*std::move(tool));
    }
    return std::nullopt;
  }
  std::optional<Error> format() {
    if (!from_.format || from_.format->is_null()) return std::nullopt;
    const auto word = from_.format->as_string();
    if (word && word->empty()) return std::nullopt;
    if (word && *word == "json") {
      out_.response_format = ResponseFormat{JsonObjectFormat{}};
    } else if (from_.format->is_object()) {
      out_.response_format = ResponseFormat{JsonSchemaFormat{JsonSchema{"response", {}, *from_.format, {}, {}}, {}}};
    } else {
      return invalid("format", "\"json\" or a JSON schema");
    }
    return std::nullopt;
  }
  std::optional<Error> think() {
    if (!from_.think || from_.think->is_null()) return std::nullopt;
    if (const auto flag = from_.think->as_bool()) {
      // How much is the model's to say: what is kept goes before the effort where it is sent on.
      if (*flag) out_.extra.set("think", Json{Text{"true"}});
      out_.reasoning_effort = *flag ? ReasoningEffort::medium : ReasoningEffort::none;
      return std::nullopt;
    }
    const auto word = from_.think->as_string();
    if (!word) return invalid("think", "a boolean or a level");
    if (!word->empty()) out_.reasoning_effort = OpenEnum<ReasoningEffort>{std::string_view{*word}};
    return std::nullopt;
  }
  std::optional<Error> logprobs() {
    if (from_.logprobs) out_.logprobs = *from_.logprobs;
    if (!from_.top_logprobs) return std::nullopt;
    if (*from_.top_logprobs < 0 || *from_.top_logprobs > 20) {
      return api_error(400, "top_logprobs must be between 0 and 20", "invalid_value", "top_logprobs");
    }
    out_.top_logprobs = *from_.top_logprobs;
    return std::nullopt;
  }

  // --- options

  std::optional<Error> options() {
    if (!from_.options) return std::nullopt;
    if (!from_.options->is_object()) {
      return from_.options->is_null() ? std::nullopt : std::optional{invalid("options", "an object")};
    }
    Bytes others;
    ObjectText rest{others};
    bool any = false;
    for (const auto& [name, value] : from_.options->members()) {
      if (value.is_null()) continue;
      bool known = true;
      if (auto error = option(name, value, known)) return error;
      if (known) continue;
      if (is_among(carried_options, name)) {
        out_.extra.set(name, value);
      } else {
        rest.raw(to_name(name), value.view());
        any = true;
      }
    }
    rest.close();
    if (any) out_.extra.set("options", Json{Text{others}});
    return std::nullopt;
  }
  static std::string to_name(std::string_view name) {
    const auto quoted = Json::string(name).text.str();
    return quoted.substr(1, quoted.size() - 2);
  }
  std::optional<Error> option(std::string_view name, const Json& value, bool& known) {
    struct Number {
      std::string_view name;
      Maybe<double> ChatRequest::*member;
    };
    constexpr Number numbers[] = {{"temperature", &ChatRequest::temperature},
                                  {"top_p", &ChatRequest::top_p},
                                  {"presence_penalty", &ChatRequest::presence_penalty},
                                  {"frequency_penalty", &ChatRequest::frequency_penalty}};
    for (const auto& each : numbers) {
      if (each.name != name) continue;
      const auto number = value.as_number();
      if (!number) return invalid("options." + std::string{name}, "a number");
      out_.*each.member = *number;
      return std::nullopt;
    }
    if (name == "num_predict" || name == "seed") {
      const auto number = value.as_integer();
      if (!number) return invalid("options." + std::string{name}, "an integer");
      // Below zero means no bound, and any seed.
      if (*number >= 0) (name == "seed" ? out_.seed : out_.max_completion_tokens) = *number;
      return std::nullopt;
    }
    if (name == "stop") return stop(value);
    known = false;
    return std::nullopt;
  }
  std::optional<Error> stop(const Json& value) {
    if (const auto one = value.as_string()) {
      out_.stop = Stop{Text{*one}};
      return std::nullopt;
    }
    if (!value.is_array()) return invalid("options.stop", "a text or a list of texts");
    std::vector<Text> texts;
    for (const auto& each : value.elements()) {
      const auto text = each.as_string();
      if (!text) return invalid("options.stop", "a text or a list of texts");
      texts.emplace_back(*text);
    }
    if (!texts.empty()) out_.stop = Stop{std::move(texts)};
    return std::nullopt;
  }

  const OllamaRequest& from_;
  LossReport& lost_;
  ChatRequest out_;
};

OAICOMPAT_INLINE Result<ChatRequest> to_chat(const OllamaRequest& from, Route route, LossReport& lost) {
  return RequestToChat{from, lost}.make(route);
}

}  // namespace oaicompat::inline v1::detail::ollama
