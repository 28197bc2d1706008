// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/chat_losses.hpp>
#include <oaicompat/dialects/ollama/from_chat.hpp>
#include <oaicompat/dialects/ollama/options.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <map>
#include <optional>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail::ollama {

class RequestFromChat {
 public:
  RequestFromChat(const ChatRequest& from, LossReport& lost) : from_{from}, lost_{lost} {}

  Result<OllamaRequest> make() {
    out_.model = from_.model;
    out_.stream = from_.stream.value_or(false);
    auto& messages = out_.messages.emplace();
    for (std::size_t i = 0; i < from_.messages.size(); ++i) {
      auto made = message(from_.messages[i], i);
      if (!made) return made.error();
      messages.push_back(*std::move(made));
    }
    tools();
    format();
    think();
    options();
    if (from_.logprobs) out_.logprobs = *from_.logprobs;
    if (from_.top_logprobs) out_.top_logprobs = *from_.top_logprobs;
    add_dropped(from_, 0, lost_);
    return std::move(out_);
  }

 private:
  static Error refuse(std::string param, std::string_view why) {
    auto message = "'" + param + "' cannot be sent: " + std::string{why} + ".";
    return api_error(400, std::move(message), "unsupported_parameter", std::move(param));
  }

  // --- messages

  Result<OllamaMessage> message(const ChatMessage& from, std::size_t place) {
    const auto path = path_in("messages", place);
    OllamaMessage out;
    out.role = Text{from.role == Role::developer  ? std::string_view{"system"}
                    : from.role == Role::function ? std::string_view{"tool"}
                                                  : from.role.word()};
    if (auto error = content(from, out, path)) return *std::move(error);
    for (const auto& each : from.extra) {
      if (each.read_as != 0 || each.key == ext::reasoning_content.name || each.key == ext::reasoning.name) continue;
      if (each.key == ext::reasoning_details.name) {
        lost_.add(path + ".reasoning_details", LossKind::dropped, "reasoning goes back as text alone");
      } else if (each.key == message_members) {
        take_more(out.extra, &each.json);
      } else {
        out.extra.set(each.key, each.json);
      }
    }
    if (const auto thinking = reasoning_of(from.extra)) out.thinking = Text{*thinking};
    if (from.tool_calls && !from.tool_calls->empty()) {
      if (auto error = calls(*from.tool_calls, out, path)) return *std::move(error);
    }
    if (from.tool_call_id) result(from, out);
    if (from.role == Role::function && from.name) out.tool_name = *from.name;
    if (from.name && !from.tool_call_id && from.role != Role::function)
      lost_.add(path + ".name", LossKind::dropped, "speakers have no names");
    return out;
  }
  std::optional<Error> content(const ChatMessage& from, OllamaMessage& to, const std::string& path) {
    const auto* parts = from.content ? from.content->get_if<std::vector<ContentPart>>() : nullptr;
    if (!parts) {
      const auto* text = from.content ? from.content->get_if<Text>() : nullptr;
      to.content = text ? *text : from.refusal ? *from.refusal : Text{};
      return std::nullopt;
    }
    std::string text;
    for (std::size_t i = 0; i < parts->size(); ++i) {
      const auto& part = (*parts)[i];
      const auto here = path_in(path + ".content", i);
      if (const auto* words = part.get_if<TextPart>()) {
        if (!text.empty()) lost_.add(here, LossKind::approximated, "parts of text are joined");
        text += words->text;
      } else if (const auto* refusal = part.get_if<RefusalPart>()) {
        text += refusal->refusal;
      } else if (auto error = media(part, to, here)) {
        return error;
      }
    }
    to.content = Text{text};
    return std::nullopt;
  }
  std::optional<Error> media(const ContentPart& part, OllamaMessage& to, const std::string& path) {
    if (!to.images) to.images.emplace();
    if (const auto* image = part.get_if<ImagePart>()) {
      const auto url = image->image_url.url.view();
      const auto data = read_data_url(url);
      if (!data && url.find("://") != url.npos) {
        return refuse(path + ".image_url.url", "the provider takes images as data, not by their URLs");
      }
      if (image->image_url.detail && !(*image->image_url.detail == ImageDetail::auto_))
        lost_.add(path + ".image_url.detail", LossKind::dropped, "the provider looks at images as it does");
      to.images->push_back(Text{data ? data->base64 : url});
    } else if (const auto* audio = part.get_if<AudioPart>()) {
      to.images->push_back(audio->input_audio.data);
    } else {
      return refuse(path, "the provider takes text, images and audio");
    }
    return std::nullopt;
  }
  std::optional<Error> calls(const std::vector<ToolCall>& from, OllamaMessage& to, const std::string& path) {
    auto& out = to.tool_calls.emplace();
    for (std::size_t i = 0; i < from.size(); ++i) {
      const auto& call = from[i];
      const auto here = path_in(path + ".tool_calls", i);
      if (!call.function) return refuse(here, "the provider has functions alone");
      auto& made = out.emplace_back();
      if (!call.id.empty()) made.id = call.id;
      made.function.index = static_cast<std::int64_t>(i);
      made.function.name = call.function->name;
      made.extra = call.extra;
      if (const auto* more = call.extra.find(call_members)) {
        made.extra.remove(call_members);
        take_more(made.extra, more);
        made.extra.remove("function");
        if (const auto inner = more->find("function")) take_more(made.function.extra, &*inner);
      }
      names_[call.id.str()] = call.function->name;
      const auto arguments = object_in(call.function->arguments.empty() ? "{}" : call.function->arguments.view());
      if (!arguments) return refuse(here + ".function.arguments", "they are no JSON object");
      made.function.arguments = *arguments;
    }
    return std::nullopt;
  }
  // The official clients know calls by the names of their functions.
  void result(const ChatMessage& from, OllamaMessage& to) {
    to.tool_call_id = *from.tool_call_id;
    const auto name = names_.find(from.tool_call_id->str());
    if (name != names_.end()) to.tool_name = name->second;
    if (name == names_.end() && from.name) to.tool_name = *from.name;
  }

  // --- the rest

  void tools() {
    // The provider cannot be told to call none.
    const auto* mode = from_.tool_choice ? from_.tool_choice->get_if<OpenEnum<ToolMode>>() : nullptr;
    if (!from_.tools || (mode && *mode == ToolMode::none)) return;
    if (from_.tool_choice && !(mode && *mode == ToolMode::auto_))
      lost_.add("tool_choice", LossKind::dropped, "the model chooses among its tools");
    auto& out = out_.tools.emplace();
    for (std::size_t i = 0; i < from_.tools->size(); ++i) {
      const auto& tool = (*from_.tools)[i];
      const auto* function = tool.get_if<FunctionTool>();
      if (tool.get_if<CustomTool>()) {
        lost_.add(path_in("tools", i), LossKind::dropped, "the provider has functions alone");
        continue;
      }
      if (function && function->function.strict.value_or(false))
        lost_.add(path_in("tools", i, "function.strict"), LossKind::dropped, "arguments are not held to the schema");
      auto copy = tool;
      if (function) copy.get_if<FunctionTool>()->function.strict.reset();
      out.push_back(Json{Text{to_json(copy)}});
    }
  }
  void format() {
    if (!from_.response_format) return;
    if (from_.response_format->get_if<JsonObjectFormat>()) {
      out_.format = Json{Text{"\"json\""}};
    } else if (const auto* schema = from_.response_format->get_if<JsonSchemaFormat>()) {
      const auto& named = schema->json_schema;
      out_.format = named.schema.value_or(Json{Text{"\"json\""}});
      if (named.description)
        lost_.add("response_format.json_schema.description", LossKind::dropped, "a format is a schema alone");
    } else if (!from_.response_format->get_if<TextFormat>()) {
      lost_.add("response_format", LossKind::dropped, "the provider does not know the format");
    }
  }
  void think() {
    const auto* own = from_.extra.find("think");
    if (own || !from_.reasoning_effort) {
      if (own) out_.think = *own;
      return;
    }
    const auto& effort = *from_.reasoning_effort;
    const auto word = [&](std::string_view level, bool exact) {
      out_.think = Json::string(level);
      if (!exact) lost_.add("reasoning_effort", LossKind::approximated, "the nearest level is " + std::string{level});
    };
    if (effort == ReasoningEffort::none) {
      out_.think = Json{Text{"false"}};
    } else if (effort == ReasoningEffort::minimal) {
      word("low", false);
    } else if (effort == ReasoningEffort::xhigh) {
      word("max", false);
    } else {
      word(effort.word(), true);
    }
  }
  void options() {
    Bytes text;
    ObjectText object{text};
    const auto number = [&](std::string_view name, const auto& value) {
      if (value) object.raw(name, to_json_number(*value));
    };
    number("temperature", from_.temperature);
    number("top_p", from_.top_p);
    number("presence_penalty", from_.presence_penalty);
    number("frequency_penalty", from_.frequency_penalty);
    number("seed", from_.seed);
    number("num_predict", from_.max_completion_tokens ? from_.max_completion_tokens : from_.max_tokens);
    if (from_.stop) put_stop(object, text);
    for (const auto& each : from_.extra) {
      if (each.read_as != 0) continue;
      const auto name = each.key.view();
      if (is_among(carried_options, name)) {
        object.raw(name, each.json.view());
      } else if (name == "repetition_penalty") {
        object.raw("repeat_penalty", each.json.view());
      } else if (name == "options" && each.json.is_object()) {
        for (const auto& [key, value] : each.json.members()) {
          const auto quoted = Json::string(key).text.str();
          object.raw(std::string_view{quoted}.substr(1, quoted.size() - 2), value.view());
        }
      } else {
        other(each);
      }
    }
    object.close();
    if (text != "{}") out_.options = Json{Text{text}};
  }
  template <class T>
  static std::string to_json_number(T value) {
    Bytes out;
    JsonWriter{out}.write(value);
    return out;
  }
  void put_stop(ObjectText& object, Bytes& text) const {
    object.name("stop");
    const auto* one = from_.stop->get_if<Text>();
    const auto texts = one ? std::vector<Text>{*one} : *from_.stop->get_if<std::vector<Text>>();
    JsonWriter{text}.write(texts);
  }
  // What Ollama has beside the options, and what it does not know: it passes over the latter.
  void other(const Extra& extra) {
    const auto name = extra.key.view();
    if (name == "think") return;
    if (name == "keep_alive") return void(out_.keep_alive = extra.json);
    out_.extra.set(name, extra.json);
  }

  const ChatRequest& from_;
  LossReport& lost_;
  OllamaRequest out_;
  std::map<std::string, Text> names_;
};

OAICOMPAT_INLINE Result<OllamaRequest> from_chat(const ChatRequest& from, LossReport& lost) {
  return RequestFromChat{from, lost}.make();
}

}  // namespace oaicompat::inline v1::detail::ollama
