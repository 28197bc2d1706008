// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/dialects/chat_losses.hpp>
#include <oaicompat/dialects/gemini/from_chat.hpp>
#include <oaicompat/dialects/gemini/members.hpp>
#include <oaicompat/dialects/gemini/messages_from_chat.ipp>
#include <oaicompat/dialects/gemini/schema.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/chat/codec.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace oaicompat::inline v1::detail::gemini {

class RequestFromChat {
 public:
  RequestFromChat(const ChatRequest& from, const CallGeminiOptions& options, LossReport& lost)
      : from_{from}, options_{options}, lost_{lost} {}

  Result<GeminiRequest> make() {
    MessagesFromChat messages{from_, options_, lost_};
    if (auto error = messages.make(out_)) return *std::move(error);
    tools();
    tool_choice();
    config();
    others();
    add_dropped(from_, ChatMember::n | ChatMember::service_tier | ChatMember::store | ChatMember::web_search_options,
                lost_);
    return std::move(out_);
  }

 private:
  // An extra of the request, of its own or of `extra_body.google`, under either name.
  std::optional<Json> extra(const Carried& carried) const {
    if (const auto* own = from_.extra.find(carried.extra)) return *own;
    if (const auto* own = from_.extra.find(carried.member)) return *own;
    const auto* body = from_.extra.find("extra_body");
    const auto google = body ? body->at("google") : Json{};
    auto inside = google.find(carried.extra);
    return inside ? inside : google.find(carried.member);
  }

  // --- tools

  void tools() {
    auto& out = out_.tools.emplace();
    GeminiTool functions;
    auto& declared = functions.function_declarations.emplace();
    for (std::size_t i = 0; from_.tools && i < from_.tools->size(); ++i) {
      const auto* function = (*from_.tools)[i].get_if<FunctionTool>();
      if (!function) {
        lost_.add(path_in("tools", i), LossKind::dropped, "the provider has functions alone");
        continue;
      }
      declared.push_back(declaration(function->function, i));
    }
    if (!declared.empty()) out.push_back(std::move(functions));
    if (const auto* others = from_.extra.find(server_tools)) {
      for (const auto& each : others->elements()) add_tool(out, each);
    }
    if (from_.web_search_options) {
      lost_.add("web_search_options", LossKind::approximated, "the search has no options");
      add_tool(out, Json{Text{R"({"googleSearch":{}})"}});
    }
    if (out.empty()) out_.tools.reset();
  }
  static void add_tool(std::vector<GeminiTool>& out, const Json& tool) {
    auto& made = out.emplace_back();
    for (const auto& [name, value] : tool.members()) made.extra.set(name, value);
  }
  GeminiFunction declaration(const FunctionDefinition& from, std::size_t place) {
    GeminiFunction out;
    out.name = from.name;
    out.description = from.description;
    for (const auto& each : from.extra) {
      if (each.read_as == 0) out.extra.set(each.key, each.json);
    }
    if (from.strict.value_or(false))
      lost_.add(path_in("tools", place, "function.strict"), LossKind::dropped, "arguments are not held to the schema");
    if (!from.parameters || from.parameters->is_null()) return out;
    if (options_.schemas == CallGeminiOptions::Schemas::json) {
      out.parameters_json_schema = *from.parameters;
    } else if (from.parameters->at("properties").size() > 0) {  // the subset has no object without any
      out.parameters = to_subset(*from.parameters);
    }
    return out;
  }

  void tool_choice() {
    Bytes out{"{"};
    if (const auto* retrieval = from_.extra.find(retrieval_config))
      put_member(out, "retrievalConfig", retrieval->view());
    if (from_.tool_choice) {
      if (const auto calling = calling_config(*from_.tool_choice); !calling.empty())
        put_member(out, "functionCallingConfig", calling);
    }
    if (out.size() > 1) out_.tool_config = Json{Text{out + "}"}};
  }
  std::string calling_config(const ToolChoice& choice) {
    const auto config = [](std::string_view mode, const std::string& names) {
      return "{\"mode\":\"" + std::string{mode} +
             (names.empty() ? "\"}" : "\",\"allowedFunctionNames\":[" + names + "]}");
    };
    if (const auto* mode = choice.get_if<OpenEnum<ToolMode>>()) {
      return config(*mode == ToolMode::none ? "NONE" : *mode == ToolMode::required ? "ANY" : "AUTO", {});
    }
    const auto& named = *choice.get_if<NamedToolChoice>();
    if (const auto* function = named.get_if<FunctionChoice>())
      return config("ANY", Json::string(function->function.name).text.str());
    const auto* allowed = named.get_if<AllowedToolsChoice>();
    if (!allowed) {
      lost_.add("tool_choice", LossKind::dropped, "the provider has functions alone");
      return {};
    }
    std::string names;
    for (const auto& tool : allowed->allowed_tools.tools) {
      const auto name = tool.at("function").at("name");
      if (name.kind() == JsonKind::string) names += (names.empty() ? "" : ",") + name.text.str();
    }
    return config(allowed->allowed_tools.mode == AllowedToolsMode::required ? "ANY" : "VALIDATED", names);
  }

  // --- generationConfig

  void config() {
    Bytes out{"{"};
    const auto number = [&](std::string_view name, const auto& value) {
      if (!value) return;
      Bytes digits;
      JsonWriter{digits}.write(*value);
      put_member(out, name, digits);
    };
    number("temperature", from_.temperature);
    number("topP", from_.top_p);
    number("presencePenalty", from_.presence_penalty);
    number("frequencyPenalty", from_.frequency_penalty);
    number("maxOutputTokens", from_.max_completion_tokens ? from_.max_completion_tokens : from_.max_tokens);
    number("candidateCount", from_.n);
    number("seed", from_.seed);
    if (from_.logprobs) put_member(out, "responseLogprobs", *from_.logprobs ? "true" : "false");
    number("logprobs", from_.top_logprobs);
    if (from_.stop) put_stop(out);
    put_format(out);
    put_thinking(out);
    for (const auto& each : carried_config) {
      if (each.member == "thinkingConfig") continue;
      if (const auto value = extra(each)) put_member(out, each.member, value->view());
    }
    if (const auto* more = from_.extra.find(other_config)) {
      for (const auto& [name, value] : more->members()) put_member(out, name, value.view());
    }
    if (out.size() > 1) out_.generation_config = Json{Text{out + "}"}};
  }
  void put_stop(Bytes& out) {
    const auto* one = from_.stop->get_if<Text>();
    auto texts = one ? std::vector<Text>{*one} : *from_.stop->get_if<std::vector<Text>>();
    constexpr std::size_t most = 5;
    if (texts.size() > most) {
      lost_.add("stop", LossKind::clamped, "the provider takes five");
      texts.resize(most);
    }
    Bytes list;
    JsonWriter{list}.write(texts);
    put_member(out, "stopSequences", list);
  }
  void put_format(Bytes& out) {
    if (!from_.response_format) return;
    const auto* schema = from_.response_format->get_if<JsonSchemaFormat>();
    if (!schema && !from_.response_format->get_if<JsonObjectFormat>()) return;
    put_member(out, "responseMimeType", "\"application/json\"");
    if (!schema || !schema->json_schema.schema) return;
    if (schema->json_schema.description)
      lost_.add("response_format.json_schema.description", LossKind::dropped, "a format is a schema alone");
    const bool json = options_.schemas == CallGeminiOptions::Schemas::json;
    const auto& given = *schema->json_schema.schema;
    put_member(out, json ? "responseJsonSchema" : "responseSchema", json ? given.view() : to_subset(given).view());
  }
  void put_thinking(Bytes& out) {
    if (const auto own = extra({"thinkingConfig", "thinking_config"})) {
      // Members of `extra_body` are in snake_case.
      return put_member(out, "thinkingConfig", camel_case(own->text.str()));
    }
    if (!from_.reasoning_effort) return;
    const auto effort = from_.reasoning_effort->known();
    if (!effort) return lost_.add("reasoning_effort", LossKind::dropped, "the effort is not known");
    if (options_.thinking) return put_member(out, "thinkingConfig", options_.thinking(from_.model, *effort).view());
    put_member(out, "thinkingConfig", budgets(from_.model) ? budget(*effort) : level(*effort));
  }
  static bool budgets(std::string_view model) {
    return model.find("gemini-2") != model.npos || model.find("gemini-1") != model.npos ||
           model.find("robotics-er-1") != model.npos;
  }
  std::string budget(ReasoningEffort effort) {
    const int tokens = effort == ReasoningEffort::none     ? 0
                       : effort <= ReasoningEffort::low    ? 1024
                       : effort == ReasoningEffort::medium ? 8192
                                                           : 24576;
    if (effort != ReasoningEffort::none)
      lost_.add("reasoning_effort", LossKind::approximated, "the provider has budgets for this model");
    return std::string{"{\"includeThoughts\":"} + (tokens == 0 ? "false" : "true") +
           ",\"thinkingBudget\":" + std::to_string(tokens) + "}";
  }
  std::string level(ReasoningEffort effort) {
    const auto word = [](std::string_view name) {
      return "{\"includeThoughts\":true,\"thinkingLevel\":\"" + std::string{name} + "\"}";
    };
    switch (effort) {
      case ReasoningEffort::none:
        lost_.add("reasoning_effort", LossKind::clamped, "the model always thinks a little");
        return "{\"includeThoughts\":false,\"thinkingLevel\":\"MINIMAL\"}";
      case ReasoningEffort::minimal: return word("MINIMAL");
      case ReasoningEffort::low: return word("LOW");
      case ReasoningEffort::medium: return word("MEDIUM");
      case ReasoningEffort::high: return word("HIGH");
      default: break;
    }
    lost_.add("reasoning_effort", LossKind::clamped, "the most is high");
    return word("HIGH");
  }

  void others() {
    for (const auto& each : carried_members) {
      if (auto value = extra(each)) out_.extra.set(each.member, *std::move(value));
    }
    if (from_.service_tier && !(*from_.service_tier == ServiceTier::auto_)) {
      const auto word = *from_.service_tier == ServiceTier::default_ ? "standard" : from_.service_tier->word();
      out_.extra.set("serviceTier", Json::string(word));
    }
    if (const auto* more = from_.extra.find(other_members)) {
      for (const auto& [name, value] : more->members()) out_.extra.set(name, value);
    }
    if (from_.store) out_.extra.set("store", Json{Text{*from_.store ? "true" : "false"}});
    for (const auto& each : from_.extra) {
      if (each.read_as == 0 && !is_known(each.key))
        lost_.add(each.key.str(), LossKind::dropped, "the provider takes no members that it does not know");
    }
  }
  static bool is_known(std::string_view name) {
    if (name == server_tools || name == retrieval_config || name == other_members || name == other_config ||
        name == "extra_body")
      return true;
    const auto is_it = [&](const Carried& each) { return each.extra == name || each.member == name; };
    return std::any_of(std::begin(carried_config), std::end(carried_config), is_it) ||
           std::any_of(std::begin(carried_members), std::end(carried_members), is_it);
  }

  const ChatRequest& from_;
  const CallGeminiOptions& options_;
  LossReport& lost_;
  GeminiRequest out_;
};

OAICOMPAT_INLINE Result<GeminiRequest> from_chat(const ChatRequest& from, const CallGeminiOptions& options,
                                                 LossReport& lost) {
  return RequestFromChat{from, options, lost}.make();
}

}  // namespace oaicompat::inline v1::detail::gemini
