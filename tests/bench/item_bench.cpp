// Parsing a request for a response that goes on from 64 items, beside nlohmann-json into the same struct.
// SPDX-License-Identifier: MIT
#include "bench.hpp"

#include <oaicompat/resources/codec.hpp>
#include <oaicompat/resources/responses/types.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <utility>
#include <vector>

namespace bench {
namespace {

using namespace oaicompat;

// What an agent sends: messages, calls and what they gave, in turn.
std::string sixty_four_items() {
  std::string json = R"({"model":"gpt-4o-mini","stream":true,"store":false,"input":[)";
  for (int i = 0; i < 16; ++i) {
    const auto n = std::to_string(i);
    json +=
        (i > 0 ? "," : "") +
        (R"({"type":"message","role":"user","content":[{"type":"input_text","text":"What of number )" + n +
         R"(, and is it \"prime\"?"}]},)"
         R"({"type":"function_call","id":"fc_)" +
         n + R"(","call_id":"call_)" + n + R"(","name":"is_prime","arguments":"{\"number\":)" + n +
         R"(}","status":"completed"},)"
         R"({"type":"function_call_output","call_id":"call_)" +
         n +
         R"(","output":"{\"prime\":false,\"divisors\":[2,3,5,7]}"},)"
         R"({"type":"message","id":"msg_)" +
         n +
         R"(","role":"assistant","status":"completed","content":[{"type":"output_text","text":"It is not; it is divided by 2, 3, 5 and 7.",)"
         R"("annotations":[],"logprobs":[]}]})");
  }
  return json + "]}";
}

Text words(const nlohmann::json& from) { return Text{from.get_ref<const std::string&>()}; }

ResponseItem item_of(const nlohmann::json& from) {
  const auto& type = from.at("type").get_ref<const std::string&>();
  if (type == "function_call") {
    FunctionCallItem call;
    call.id = words(from.at("id"));
    call.call_id = words(from.at("call_id"));
    call.name = words(from.at("name"));
    call.arguments = words(from.at("arguments"));
    call.status = OpenEnum<ItemStatus>{std::string_view{from.at("status").get_ref<const std::string&>()}};
    return ResponseItem{std::move(call)};
  }
  if (type == "function_call_output") {
    FunctionOutputItem output;
    output.call_id = words(from.at("call_id"));
    output.output = words(from.at("output"));
    return ResponseItem{std::move(output)};
  }
  MessageItem message;
  message.role = std::string_view{from.at("role").get_ref<const std::string&>()};
  if (const auto at = from.find("id"); at != from.end()) message.id = words(*at);
  if (const auto at = from.find("status"); at != from.end())
    message.status = OpenEnum<ItemStatus>{std::string_view{at->get_ref<const std::string&>()}};
  std::vector<ResponsePart> parts;
  for (const auto& part : from.at("content")) {
    const bool in = part.at("type") == "input_text";
    parts.push_back(in ? input_text(words(part.at("text"))) : output_text(words(part.at("text"))));
  }
  message.content = std::move(parts);
  return ResponseItem{std::move(message)};
}

ResponseRequest items_with_nlohmann(const std::string& text) {
  const auto json = nlohmann::json::parse(text);
  ResponseRequest out;
  out.model = words(json.at("model"));
  out.stream = json.at("stream").get<bool>();
  out.store = json.at("store").get<bool>();
  std::vector<ResponseItem> items;
  for (const auto& each : json.at("input")) items.push_back(item_of(each));
  out.input = std::move(items);
  return out;
}

}  // namespace

void measure_items(const Options& options, Report& report) {
  const std::string name = "parse_64_items_vs_nlohmann";
  if (!options.wants(name)) return;
  const auto text = sixty_four_items();
  const auto body = [&] {
    Bytes bytes;
    bytes.reserve(text.size() + 64);
    return bytes.append(text);
  };
  report.add(in_pairs(
      name, "ns", options.runs(),
      [&] { return nanoseconds_each(options.scaled(5'000), [&] { use(parse<ResponseRequest>(body())); }); },
      [&] { return nanoseconds_each(options.scaled(1'000), [&] { use(items_with_nlohmann(text)); }); }));
}

}  // namespace bench
