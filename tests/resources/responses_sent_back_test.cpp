// Items that come back in an input: our own, in every form that callers keep them in, and those of other servers.
// SPDX-License-Identifier: MIT
#include "kept.hpp"
#include "laws/random.hpp"

#include <oaicompat/resources/conversations/operations.hpp>
#include <oaicompat/resources/conversations/service.hpp>

using namespace kept;
using derived::delta;
using derived::finish;
using laws::Random;

namespace {

const std::string tools =
    R"([{"type":"function","name":"f","parameters":{}},{"type":"custom","name":"c"},)"
    R"({"type":"namespace","name":"n","description":"","tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}]},)"
    R"({"type":"shell"},{"type":"local_shell"},{"type":"apply_patch"},{"type":"tool_search","execution":"client"},{"type":"web_search"}])";

// A server whose chat answers so, again and again.
struct Served {
  explicit Served(std::vector<std::variant<play::ChatEvent, play::Wait, Error>> steps) {
    Backend chat;
    chat.on<CreateChatCompletion>([this, steps](const Parsed<ChatRequest>& request, const Context&) {
      asked = to_json(*request);
      return std::make_unique<play::ScriptedStream<play::Chat>>(
          std::make_shared<play::ChatScript>(play::ChatScript{.steps = steps}));
    });
    auto options = derived::counted();
    const auto store = memory_store({.clock = options.clock});
    options.store = store;
    http = serve(with_conversations(with_responses(chat, options), store, {.id = options.id}));
  }
  Told respond(const std::string& input, const std::string& more = "") {
    return tell(http, "POST", "/responses", "",
                R"({"model":"m","tools":)" + tools + R"(,"input":)" + input + more + "}");
  }
  // Every operation that takes items takes these.
  void takes(const std::string& items) {
    CAPTURE(items);
    const auto list = "[" + items + "]";
    const auto thread = R"([{"role":"user","content":"Hi"},)" + items + "]";
    const auto fine = [](const Told& got) { CHECK_MESSAGE(got.status == 200, got.body); };
    fine(respond(thread));
    fine(respond(thread, R"(,"store":false)"));
    fine(tell(http, "POST", "/responses/input_tokens", "", R"({"input":)" + list + "}"));
    const auto compacted = tell(http, "POST", "/responses/compact", "", R"({"model":"m","input":)" + thread + "}");
    fine(compacted);
    const auto output = play::read<CompactedResponse>(compacted.body).output;
    fine(respond("[" + to_json(output.at(0)) + R"(,{"role":"user","content":"More"}])"));
    const auto made = tell(http, "POST", "/conversations", "", R"({"items":)" + list + "}");
    fine(made);
    const auto id = play::read<Conversation>(made.body).id.str();
    fine(respond(R"("More")", R"(,"conversation":")" + id + "\""));
  }

  Handler http;
  std::string asked;
};

play::ChatEvent call(int index, const std::string& name, const std::string& arguments, bool custom) {
  const auto id = "call_" + std::to_string(index);
  const std::string words{Json::string(arguments).view()};
  return delta(R"({"tool_calls":[{"index":)" + std::to_string(index) + R"(,"id":")" + id + "\"," +
               (custom ? R"("type":"custom","custom":{"name":")" + name + R"(","input":)" + words
                       : R"("type":"function","function":{"name":")" + name + R"(","arguments":)" + words) +
               "}}]}");
}

// What a chat may say: of everything some, and the end of it early at times.
std::vector<std::variant<play::ChatEvent, play::Wait, Error>> said(Random& r) {
  std::vector<std::variant<play::ChatEvent, play::Wait, Error>> out;
  int calls = 0;
  for (auto pieces = 1 + r.below(5); pieces > 0; --pieces) {
    switch (r.below(12)) {
      case 0: out.emplace_back(delta(R"({"reasoning_content":"Hm."})")); break;
      case 1: out.emplace_back(delta(R"({"content":"Hi"})")); break;
      case 2: out.emplace_back(delta(R"({"refusal":"No."})")); break;
      case 3:
        out.emplace_back(delta(
            R"({"content":"See","annotations":[{"type":"url_citation","url_citation":{"url":"u","title":"t","start_index":0,"end_index":3}}]})"));
        break;
      case 4: out.emplace_back(call(calls++, "f", "{}", false)); break;
      case 5: out.emplace_back(call(calls++, "c", "ls", true)); break;
      case 6: out.emplace_back(call(calls++, "n__f", "{\"a\":", false)); break;
      case 7: out.emplace_back(call(calls++, "n__c", "", true)); break;
      case 8: out.emplace_back(call(calls++, "shell", R"({"commands":["ls"]})", false)); break;
      case 9: out.emplace_back(call(calls++, "local_shell", R"({"command":["ls"]})", false)); break;
      case 10: out.emplace_back(call(calls++, "apply_patch", R"({"type":"delete_file","path":"a"})", false)); break;
      default: out.emplace_back(call(calls++, "tool_search", R"({"query":"x"})", false)); break;
    }
  }
  out.emplace_back(finish(r.chance(25) ? "length" : calls > 0 ? "tool_calls" : "stop"));
  return out;
}

// What the caller says to a call; nothing where it was cut off.
std::string output_for(const ResponseItem& item) {
  const auto output = [](const char* type, const Text& id, const std::string& more) {
    return R"(,{"type":")" + std::string{type} + R"(","call_id":")" + id.str() + "\"," + more + "}";
  };
  if (const auto* each = item.get_if<FunctionCallItem>()) {
    if (*each->status == ItemStatus::incomplete) return "";
    return output("function_call_output", each->call_id, R"("output":"42")");
  }
  if (const auto* each = item.get_if<CustomCallItem>()) {
    if (*each->status == ItemStatus::incomplete) return "";
    return output("custom_tool_call_output", each->call_id, R"("output":"42")");
  }
  if (const auto* each = item.get_if<ShellCall>()) {
    return output("shell_call_output", each->call_id,
                  R"("output":[{"stdout":"a","stderr":"","outcome":{"type":"timeout"}}])");
  }
  if (const auto* each = item.get_if<LocalShellCall>())
    return output("local_shell_call_output", each->call_id, R"("output":"a")");
  if (const auto* each = item.get_if<ApplyPatchCall>())
    return output("apply_patch_call_output", each->call_id, R"("status":"completed")");
  if (const auto* each = item.get_if<ToolSearchCall>())
    return output("tool_search_output", *each->call_id, R"("execution":"client","tools":[])");
  return "";
}

// The item as a caller keeps it who leaves out what only servers make, or says null.
std::string without_id(const ResponseItem& item, bool as_null) {
  auto json = to_json(item);
  const auto at = json.find(R"("id":")");
  if (at == json.npos) return json;
  const auto end = json.find('"', at + 6) + 1;
  return as_null ? json.replace(at, end - at, R"("id":null)") : json.erase(at, end - at + (json[end] == ',' ? 1 : 0));
}

}  // namespace

TEST_CASE("what a response holds is taken back, whole or without what only servers make") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random r{seed};
    Served server{said(r)};
    const bool sealed = r.chance(50), summary = r.chance(50);
    const auto made =
        server.respond(R"("Hi")", std::string{sealed ? R"(,"include":["reasoning.encrypted_content"])" : ""} +
                                      (summary ? R"(,"reasoning":{"summary":"auto"})" : ""));
    REQUIRE_MESSAGE(made.status == 200, made.body);
    const auto response = play::read<Response>(made.body);
    std::string whole, bare, nulls, outputs;
    for (const auto& item : response.output) {
      const auto comma = [](const std::string& items) { return items.empty() ? "" : ","; };
      whole += comma(whole) + to_json(item);
      bare += comma(bare) + without_id(item, false);
      nulls += comma(nulls) + without_id(item, true);
      outputs += output_for(item);
    }
    if (whole.empty()) continue;
    server.takes(whole + outputs);
    server.takes(bare + outputs);
    server.takes(nulls + outputs);
    // And the server itself goes on from it.
    const auto next =
        server.respond("[" + (outputs.empty() ? R"({"role":"user","content":"More"})" : outputs.substr(1)) + "]",
                       R"(,"previous_response_id":")" + response.id.str() + "\"");
    CHECK_MESSAGE(next.status == 200, next.body);
  }
}

TEST_CASE("a thread that began elsewhere goes on without what a server's tools did") {
  const std::vector<std::string> items{
      R"({"type":"web_search_call","id":"w","status":"completed","action":{"type":"search","query":"q"}})",
      R"({"type":"web_search_call"})",
      R"({"type":"file_search_call","queries":["q"]})",
      R"({"type":"code_interpreter_call","id":null,"status":"completed","code":"1"})",
      R"({"type":"image_generation_call","result":"aGk="})",
      R"({"type":"computer_call","call_id":"c","action":{"type":"screenshot"}})",
      R"({"type":"computer_call_output","call_id":"c","output":{"type":"computer_screenshot","image_url":"u"}})",
      R"({"type":"mcp_list_tools","server_label":"s","tools":[]})",
      R"({"type":"mcp_approval_request","server_label":"s","name":"f","arguments":"{}"})",
      R"({"type":"mcp_approval_response","approval_request_id":"r","approve":true})",
      R"({"type":"mcp_call","id":"m","server_label":"s","name":"f","arguments":"{}","output":"x"})",
      R"({"type":"tool_search_call","id":"t","call_id":null,"execution":"server","arguments":{},"status":"completed"})",
      R"({"type":"tool_search_output","call_id":null,"execution":"server","tools":[{"type":"function","name":"g"}]})",
      R"({"type":"program","call_id":"p","code":"1","fingerprint":"x"},{"type":"program_output","call_id":"p","result":"1","status":"completed"})",
      R"({"type":"local_shell_call","id":"lsh","call_id":"l","status":"completed","action":{"type":"exec","command":["ls"],"env":{}}})",
      R"({"type":"local_shell_call_output","id":"lost","output":"a"})",
      R"({"type":"shell_call","call_id":"s","action":{"commands":["ls"]}})",
      R"({"type":"apply_patch_call_output","call_id":"p","status":"completed"})",
      R"({"type":"reasoning","encrypted_content":"another server's"})",
      R"({"type":"reasoning","id":null,"summary":[]})",
      R"({"type":"new_call","call_id":"x","deep":{"a":[1,2]}},{"type":"new_call","id":"n","call_id":"x"})",
  };
  Served server{{delta(R"({"content":"Hi"})"), finish("stop")}};
  for (const auto& item : items) server.takes(item);
  std::string all;
  for (const auto& item : items) all += (all.empty() ? "" : ",") + item;
  const auto got =
      server.respond(R"([{"role":"user","content":"One"},)" + all + R"(,{"role":"assistant","content":"Two"}])");
  REQUIRE_MESSAGE(got.status == 200, got.body);
  CHECK(server.asked.find(R"("messages":[{"role":"user","content":"One"},{"role":"assistant","content":"Two"}])") !=
        std::string::npos);
  // All of it is kept as it came, each under an id.
  const auto id = play::read<Response>(got.body).id.str();
  const auto page =
      told<ResponseItemList>(server.http, "GET", "/responses/" + id + "/input_items", "limit=100&order=asc");
  REQUIRE(page.data.size() == items.size() + 4);
  CHECK(to_json(page.data.at(22)).find(R"("deep":{"a":[1,2]})") != std::string::npos);
  CHECK(to_json(page.data.at(23)) == R"({"type":"new_call","id":"n","call_id":"x"})");
}

TEST_CASE("an output of a local shell names its call by either id") {
  Served server{{delta(R"({"content":"Hi"})"), finish("stop")}};
  for (const auto* id : {"lsh_1", "c1"}) {
    const auto got = server.respond(
        R"([{"type":"local_shell_call","id":"lsh_1","call_id":"c1","status":"completed","action":{"type":"exec","command":["ls"],"env":{}}},)"
        R"({"type":"local_shell_call_output","id":")" +
        std::string{id} + R"(","output":"a"}])");
    CHECK_MESSAGE(got.status == 200, got.body);
    CHECK(server.asked.find(R"({"role":"tool","content":"a","tool_call_id":"c1"})") != std::string::npos);
  }
}

TEST_CASE("a call that was cut off is left out unless its output is there") {
  Served server{{delta(R"({"content":"Hi"})"), finish("stop")}};
  const std::string
      cut = R"({"type":"function_call","call_id":"c1","name":"f","arguments":"{\"a","status":"incomplete"})",
      whole = R"({"type":"function_call","call_id":"c2","name":"f","arguments":"{}"})",
      output = R"({"type":"function_call_output","call_id":"c2","output":"42"})";
  CHECK(server.respond(R"([{"role":"user","content":"Hi"},)" + cut + "]").status == 200);
  CHECK(server.asked.find(R"("messages":[{"role":"user","content":"Hi"}])") != std::string::npos);
  CHECK(server.respond(R"([{"role":"user","content":"Hi"},)" + whole + "," + cut + "," + output + "]").status == 200);
  CHECK(server.asked.find("\"c1\"") == std::string::npos);
  CHECK(server.asked.find("\"c2\"") != std::string::npos);
  CHECK(server.respond(R"([{"role":"user","content":"Hi"},)" + whole + "]").status == 400);
}
