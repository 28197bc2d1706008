// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/gemini/codec.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/messages_to_chat.ipp>
#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/dialects/gemini/to_chat.hpp>
#include <oaicompat/dialects/wire_text.hpp>
#include <oaicompat/resources/chat/extensions.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail::gemini {

OAICOMPAT_INLINE Error invalid(std::string param, std::string_view expected) {
  auto message = "Invalid value at '" + param + "': expected " + std::string{expected} + ".";
  return api_error(400, std::move(message), "invalid_value", std::move(param));
}

class RequestToChat {
 public:
  RequestToChat(const GeminiRequest& from, LossReport& lost) : from_{from}, lost_{lost} {}

  Result<FromGemini> make() {
    using Step = std::optional<Error> (RequestToChat::*)();
    for (const Step step :
         {&RequestToChat::contents, &RequestToChat::tools, &RequestToChat::tool_config, &RequestToChat::config}) {
      if (auto error = (this->*step)()) return *std::move(error);
    }
    others();
    return std::move(out_);
  }

 private:
  ChatRequest& chat() { return out_.chat; }

  std::optional<Error> contents() {
    MessagesToChat messages{chat().messages, lost_};
    if (from_.system_instruction && from_.system_instruction->parts) {
      std::vector<ContentPart> parts;
      for (std::size_t i = 0; i < from_.system_instruction->parts->size(); ++i) {
        const auto& text = (*from_.system_instruction->parts)[i].text;
        if (text && !text->empty()) parts.push_back(text_part(*text));
        if (!text) lost_.add(path_in("systemInstruction.parts", i), LossKind::dropped, "it is no text");
      }
      if (parts.size() == 1) {
        chat().messages.push_back(message(Role::system, Content{parts[0].get_if<TextPart>()->text}));
      } else if (!parts.empty()) {
        chat().messages.push_back(message(Role::system, Content{std::move(parts)}));
      }
    }
    for (std::size_t i = 0; i < from_.contents.size(); ++i) {
      if (auto error = messages.add(from_.contents[i], path_in("contents", i))) return error;
    }
    if (auto error = messages.finish()) return error;
    if (chat().messages.empty()) return invalid("contents", "a part that a chat can hold");
    return std::nullopt;
  }

  std::optional<Error> tools() {
    Bytes others;
    for (std::size_t i = 0; from_.tools && i < from_.tools->size(); ++i) {
      const auto& tool = (*from_.tools)[i];
      for (std::size_t k = 0; tool.function_declarations && k < tool.function_declarations->size(); ++k) {
        const auto& function = (*tool.function_declarations)[k];
        if (function.name.empty())
          return invalid(path_in("tools", i, path_in("functionDeclarations", k, "name")), "a name");
        add_function(function);
      }
      for (const auto& [key, json] : tool.extra) {
        Bytes one{"{"};
        put_member(one, key, json.view());
        others += (others.empty() ? "[" : ",") + one + "}";
      }
    }
    if (!others.empty()) chat().extra.set(server_tools, Json{Text{others + "]"}});
    return std::nullopt;
  }
  void add_function(const GeminiFunction& from) {
    FunctionTool made;
    made.function.name = from.name;
    made.function.description = from.description;
    if (from.parameters_json_schema) {
      made.function.parameters = *from.parameters_json_schema;
    } else if (from.parameters) {
      made.function.parameters = to_json_schema(*from.parameters);
    }
    for (const auto& each : from.extra) made.function.extra.set(each.key, each.json);
    (chat().tools ? *chat().tools : chat().tools.emplace()).emplace_back(std::move(made));
  }
  std::optional<Error> tool_config() {
    if (!from_.tool_config || !from_.tool_config->is_object()) return std::nullopt;
    if (auto retrieval = from_.tool_config->find("retrievalConfig"))
      chat().extra.set(retrieval_config, *std::move(retrieval));
    const auto calling = from_.tool_config->at("functionCallingConfig");
    if (!calling.is_object()) return std::nullopt;
    const auto mode = cased(calling.at("mode").as_string().value_or("AUTO"), true);
    if (!chat().tools && mode != "ANY") return std::nullopt;
    if (!chat().tools)
      return lost_.add("toolConfig.functionCallingConfig", LossKind::dropped, "there are no functions"), std::nullopt;
    const auto names = calling.at("allowedFunctionNames").elements();
    if (mode == "NONE") {
      chat().tool_choice = ToolChoice{ToolMode::none};
    } else if (mode == "ANY" && names.size() == 1) {
      chat().tool_choice = call_function(Text{names[0].as_string().value_or("")});
    } else if ((mode == "ANY" || mode == "VALIDATED") && !names.empty()) {
      AllowedToolsChoice allowed;
      allowed.allowed_tools.mode = mode == "ANY" ? AllowedToolsMode::required : AllowedToolsMode::auto_;
      for (const auto& name : names)
        allowed.allowed_tools.tools.push_back(
            Json{Text{R"({"type":"function","function":{"name":)" + name.text.str() + "}}"}});
      chat().tool_choice = ToolChoice{NamedToolChoice{std::move(allowed)}};
    } else if (mode == "ANY") {
      chat().tool_choice = ToolChoice{ToolMode::required};
    } else if (mode == "AUTO" && calling.find("mode")) {
      chat().tool_choice = ToolChoice{ToolMode::auto_};
    } else if (mode == "VALIDATED") {
      lost_.add("toolConfig.functionCallingConfig.mode", LossKind::approximated,
                "arguments are held to the schema as by auto");
      chat().tool_choice = ToolChoice{ToolMode::auto_};
    } else if (mode != "AUTO" && mode != "MODE_UNSPECIFIED") {
      lost_.add("toolConfig.functionCallingConfig.mode", LossKind::dropped, "it is not known");
    }
    return std::nullopt;
  }

  // --- generationConfig

  std::optional<Error> config() {
    if (!from_.generation_config || from_.generation_config->is_null()) return std::nullopt;
    if (!from_.generation_config->is_object()) return invalid("generationConfig", "an object");
    for (const auto& [name, value] : from_.generation_config->members()) {
      if (value.is_null()) continue;
      if (auto error = member(name, value)) return error;
    }
    keep_more(chat().extra, other_config, config_);
    return response_format();
  }
  std::optional<Error> member(std::string_view name, const Json& value) {
    const auto path = "generationConfig." + std::string{name};
    struct Number {
      std::string_view name;
      Maybe<double> ChatRequest::*real;
      Maybe<std::int64_t> ChatRequest::*whole;
    };
    constexpr Number numbers[] = {{"temperature", &ChatRequest::temperature, nullptr},
                                  {"topP", &ChatRequest::top_p, nullptr},
                                  {"presencePenalty", &ChatRequest::presence_penalty, nullptr},
                                  {"frequencyPenalty", &ChatRequest::frequency_penalty, nullptr},
                                  {"maxOutputTokens", nullptr, &ChatRequest::max_completion_tokens},
                                  {"candidateCount", nullptr, &ChatRequest::n},
                                  {"seed", nullptr, &ChatRequest::seed},
                                  {"logprobs", nullptr, &ChatRequest::top_logprobs}};
    for (const auto& each : numbers) {
      if (each.name != name) continue;
      const auto number = number_of(value).as_number();
      const auto whole = number_of(value).as_integer();
      if (each.real ? !number : !whole) return invalid(path, each.real ? "a number" : "an integer");
      if (name == "maxOutputTokens" && *whole < 0) return invalid(path, "an integer that is not negative");
      each.real ? void(chat().*each.real = *number) : void(chat().*each.whole = *whole);
      return std::nullopt;
    }
    if (name == "responseLogprobs") {
      const auto flag = value.as_bool();
      if (!flag) return invalid(path, "a boolean");
      chat().logprobs = *flag;
      return std::nullopt;
    }
    if (name == "stopSequences") return stop(value, path);
    if (name == "thinkingConfig") return thinking(value, path);
    if (name == "responseMimeType" || name == "responseSchema" || name == "responseJsonSchema") return std::nullopt;
    for (const auto& each : carried_config) {
      if (each.member != name) continue;
      const auto whole = name == "topK" ? value.as_integer() : std::nullopt;  // it comes as `3.0`
      whole ? chat().extra.set(ext::top_k, *whole) : chat().extra.set(each.extra, value);
      return std::nullopt;
    }
    config_.set(name, value);
    return std::nullopt;
  }
  std::optional<Error> stop(const Json& value, const std::string& path) {
    std::vector<Text> texts;
    for (const auto& each : value.elements()) {
      const auto text = each.as_string();
      if (!text) return invalid(path, "a list of strings");
      texts.emplace_back(*text);
    }
    if (!value.is_array()) return invalid(path, "a list of strings");
    if (!texts.empty()) chat().stop = Stop{std::move(texts)};
    return std::nullopt;
  }
  // A level is an effort. A budget goes along as it is, beside the effort that it is near to.
  std::optional<Error> thinking(const Json& value, const std::string& path) {
    if (!value.is_object()) return invalid(path, "an object");
    out_.wants_thoughts = value.at("includeThoughts").as_bool().value_or(false);
    const auto level = value.at("thinkingLevel").as_string();
    if (level && *level != "THINKING_LEVEL_UNSPECIFIED") {
      chat().reasoning_effort = OpenEnum<ReasoningEffort>{std::string_view{cased(*level, false)}};
      if (!value.find("thinkingBudget")) return std::nullopt;
    }
    chat().extra.set("thinking_config", value);
    const auto budget = number_of(value.at("thinkingBudget")).as_integer();
    if (level || !budget || *budget < 0) return std::nullopt;
    chat().reasoning_effort = *budget == 0      ? ReasoningEffort::none
                              : *budget <= 1024 ? ReasoningEffort::low
                              : *budget <= 8192 ? ReasoningEffort::medium
                                                : ReasoningEffort::high;
    lost_.add(path + ".thinkingBudget", LossKind::approximated, "a chat has efforts, not budgets");
    return std::nullopt;
  }
  std::optional<Error> response_format() {
    const auto& config = *from_.generation_config;
    auto schema = config.find("responseJsonSchema");
    if (!schema || schema->is_null()) {
      schema = config.find("responseSchema");
      if (schema && schema->is_object()) schema = to_json_schema(*schema);
    }
    const auto type = config.at("responseMimeType").as_string().value_or("text/plain");
    if (schema && schema->is_object()) {
      chat().response_format = ResponseFormat{JsonSchemaFormat{JsonSchema{"response", {}, *schema, {}, {}}, {}}};
    } else if (type == "application/json") {
      chat().response_format = ResponseFormat{JsonObjectFormat{}};
    } else if (type != "text/plain" && !type.empty()) {
      lost_.add("generationConfig.responseMimeType", LossKind::dropped, "a chat has no such format");
    }
    return std::nullopt;
  }

  void others() {
    for (const auto& [key, json] : from_.extra) {
      if (key == "model" || json.is_null()) continue;
      std::string_view name = key;
      bool known = false;
      for (const auto& each : carried_members) {
        if (each.member != key.view()) continue;
        name = each.extra;
        known = true;
      }
      if (name == "serviceTier") {
        const auto tier = json.as_string().value_or("");
        chat().service_tier = tier == "standard" ? OpenEnum<ServiceTier>{ServiceTier::default_}
                                                 : OpenEnum<ServiceTier>{std::string_view{tier}};
      } else if (name == "store") {
        if (const auto flag = json.as_bool()) chat().store = *flag;
      } else {
        (known ? chat().extra : members_).set(name, json);
      }
    }
    keep_more(chat().extra, other_members, members_);
  }

  const GeminiRequest& from_;
  LossReport& lost_;
  Extras config_, members_;  // that are not known
  FromGemini out_;
};

OAICOMPAT_INLINE Result<FromGemini> to_chat(const GeminiRequest& from, LossReport& lost) {
  return RequestToChat{from, lost}.make();
}

}  // namespace oaicompat::inline v1::detail::gemini
