// Parsing requests and writing a completion, beside nlohmann-json and beside a reader written by hand over simdjson.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "requests.hpp"

#include <oaicompat/resources/codec.hpp>

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace bench {
namespace {

using namespace oaicompat;
namespace od = simdjson::ondemand;

// --- the same fields into the same struct, through nlohmann-json ---------------------------------------------------

template <class T>
void take(const nlohmann::json& from, const char* key, Maybe<T>& to) {
  if (const auto at = from.find(key); at != from.end() && !at->is_null()) to = at->get<T>();
}

ChatRequest with_nlohmann(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  ChatRequest out;
  out.model = json.at("model").get<std::string>();
  for (const auto& each : json.at("messages")) {
    auto& message = out.messages.emplace_back();
    message.role = std::string_view{each.at("role").get_ref<const std::string&>()};
    message.content = Text{each.at("content").get_ref<const std::string&>()};
  }
  take(json, "temperature", out.temperature);
  take(json, "top_p", out.top_p);
  take(json, "max_completion_tokens", out.max_completion_tokens);
  take(json, "stream", out.stream);
  take(json, "n", out.n);
  take(json, "seed", out.seed);
  take(json, "frequency_penalty", out.frequency_penalty);
  take(json, "presence_penalty", out.presence_penalty);
  if (const auto at = json.find("stream_options"); at != json.end()) {
    out.stream_options.emplace().include_usage = at->at("include_usage").get<bool>();
  }
  if (const auto at = json.find("stop"); at != json.end()) {
    std::vector<Text> words;
    for (const auto& word : *at) words.emplace_back(word.get_ref<const std::string&>());
    out.stop = std::move(words);
  }
  if (const auto at = json.find("user"); at != json.end()) out.user = Text{at->get_ref<const std::string&>()};
  if (const auto at = json.find("tool_choice"); at != json.end()) {
    out.tool_choice = OpenEnum<ToolMode>{std::string_view{at->get_ref<const std::string&>()}};
  }
  if (const auto at = json.find("metadata"); at != json.end()) {
    auto& metadata = out.metadata.emplace();
    for (const auto& [key, value] : at->items()) metadata.set(key, Text{value.get_ref<const std::string&>()});
  }
  return out;
}

// --- the same fields into the same struct, by hand over simdjson ---------------------------------------------------

class ByHand {
 public:
  // The texts borrow from `text`, or from the parser where they hold escapes.
  ChatRequest read(Bytes& text) {
    ChatRequest out;
    text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    auto document = parser_.iterate(text.data(), text.size(), text.capacity());
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      auto value = field.value();
      if (key == "model") {
        out.model = words(value);
      } else if (key == "messages") {
        messages(value, out);
      } else if (key == "temperature") {
        out.temperature = double(value);
      } else if (key == "top_p") {
        out.top_p = double(value);
      } else if (key == "max_completion_tokens") {
        out.max_completion_tokens = int64_t(value);
      } else if (key == "stream") {
        out.stream = bool(value);
      } else if (key == "stream_options") {
        out.stream_options.emplace().include_usage = bool(value.find_field("include_usage"));
      } else if (key == "n") {
        out.n = int64_t(value);
      } else if (key == "seed") {
        out.seed = int64_t(value);
      } else if (key == "stop") {
        std::vector<Text> stops;
        for (auto each : value.get_array()) stops.push_back(words(each.value()));
        out.stop = std::move(stops);
      } else if (key == "frequency_penalty") {
        out.frequency_penalty = double(value);
      } else if (key == "presence_penalty") {
        out.presence_penalty = double(value);
      } else if (key == "user") {
        out.user = words(value);
      } else if (key == "tool_choice") {
        out.tool_choice = OpenEnum<ToolMode>{std::string_view{value}};
      } else if (key == "metadata") {
        auto& metadata = out.metadata.emplace();
        for (auto member : value.get_object())
          metadata.set(std::string_view{member.unescaped_key()}, words(member.value()));
      }
    }
    return out;
  }

 private:
  template <class Value>
  static Text words(Value&& value) {
    return Text::borrowed(std::string_view{value});
  }
  template <class Value>
  static void messages(Value&& value, ChatRequest& out) {
    for (auto each : value.get_array()) {
      auto& message = out.messages.emplace_back();
      for (auto field : each.get_object()) {
        const std::string_view key = field.unescaped_key();
        if (key == "role") {
          message.role = std::string_view{field.value()};
        } else if (key == "content") {
          message.content = words(field.value());
        }
      }
    }
  }
  od::parser parser_;
};

nlohmann::json to_nlohmann(const ChatCompletion& from) {
  auto choices = nlohmann::json::array();
  for (const auto& choice : from.choices) {
    choices.push_back(
        {{"index", choice.index},
         {"message", {{"role", "assistant"}, {"content", choice.message.content->str()}, {"refusal", nullptr}}},
         {"logprobs", nullptr},
         {"finish_reason", std::string{choice.finish_reason.word()}}});
  }
  return {{"id", from.id.str()},
          {"object", from.object.str()},
          {"created", from.created},
          {"model", from.model.str()},
          {"choices", std::move(choices)},
          {"usage",
           {{"prompt_tokens", from.usage->prompt_tokens},
            {"completion_tokens", from.usage->completion_tokens},
            {"total_tokens", from.usage->total_tokens}}}};
}

ChatCompletion sample_completion() {
  ChatCompletion out;
  out.id = "chatcmpl-0123456789abcdefghijklmn";
  out.created = 1'700'000'000;
  out.model = "gpt-4o-mini";
  auto& choice = out.choices.emplace_back();
  choice.message.content = Text{
      "Mont Blanc is the tallest mountain of the Alps; \"Jacques Balmat\" and Michel-Gabriel Paccard "
      "first climbed it in 1786.\nElbrus, in the Caucasus, is taller, if one counts it to Europe."};
  choice.finish_reason = FinishReason::stop;
  out.usage.emplace().prompt_tokens = 31;
  out.usage->completion_tokens = 44;
  out.usage->total_tokens = 75;
  return out;
}

// The body as a server has it: bytes of its own, with room behind them.
Bytes body_of(const std::string& text) {
  Bytes body;
  body.reserve(text.size() + 64);
  return body.append(text);
}

void measure_parse(const std::string& name, const std::string& text, std::size_t count, const Options& options,
                   Report& report) {
  const auto ours = [&] { return nanoseconds_each(count, [&] { use(parse<ChatRequest>(body_of(text))); }); };
  if (options.wants(name + "_vs_by_hand")) {
    ByHand by_hand;
    report.add(in_pairs(name + "_vs_by_hand", "ns", options.runs(), ours, [&] {
      return nanoseconds_each(count, [&] {
        auto body = body_of(text);
        use(by_hand.read(body));
      });
    }));
  }
  if (options.wants(name + "_vs_nlohmann")) {
    const auto fewer = std::max<std::size_t>(1, count / 10);
    report.add(in_pairs(name + "_vs_nlohmann", "ns", options.runs(), ours,
                        [&] { return nanoseconds_each(fewer, [&] { use(with_nlohmann(text)); }); }));
  }
  if (options.wants(name + "_allocations")) {
    ByHand by_hand;
    report.add(in_pairs(
        name + "_allocations", "allocations", 5,
        [&] { return allocations_of([&] { use(parse<ChatRequest>(body_of(text))); }); },
        [&] {
          return allocations_of([&] {
            auto body = body_of(text);
            use(by_hand.read(body));
          });
        }));
  }
}

}  // namespace

void measure_json(const Options& options, Report& report) {
  measure_parse("parse_572B", small_request(), options.scaled(100'000), options, report);
  measure_parse("parse_68KB", large_request(), options.scaled(5'000), options, report);
  const auto completion = sample_completion();
  if (options.wants("write_completion_vs_nlohmann")) {
    const auto count = options.scaled(100'000);
    Bytes out;
    report.add(in_pairs(
        "write_completion_vs_nlohmann", "ns", options.runs(),
        [&] {
          return nanoseconds_each(count, [&] {
            out.clear();
            append_json(out, completion);
            use(out);
          });
        },
        [&] { return nanoseconds_each(count, [&] { use(to_nlohmann(completion).dump()); }); }));
  }
}

}  // namespace bench
