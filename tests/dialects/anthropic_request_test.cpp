// SPDX-License-Identifier: MIT
#include "dialects/anthropic_cases.hpp"

#include <random>

namespace anthropic_request_test {
using namespace anthropic_cases;

// What a server over a backend is asked by a client that calls it.
ChatRequest there_and_back(const ChatRequest& request, ServeAnthropicOptions serving = {}) {
  auto asked = std::make_shared<Asked>();
  const auto answer = read<ChatCompletion>(
      R"({"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}]})");
  auto options = at_noon();
  options.unsigned_thoughts = CallAnthropicOptions::UnsignedThoughts::sent;
  const auto both = call_anthropic(serve_anthropic(gives_whole(answer, asked), std::move(serving)), options);
  request.stream.value_or(false) ? void(run_stream(both, request)) : void(run_whole(both, request));
  return asked->request;
}
std::string there_and_back_json(const std::string& json) { return to_json(there_and_back(read<ChatRequest>(json))); }

TEST_CASE("a request that goes there and back is the same") {
  for (
      const char* json : {
          R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":100})",
          R"({"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral"}},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"image_url","image_url":{"url":"https://x.example/a.png"}},{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,AAAA"}},{"type":"file","file":{"file_data":"data:text/plain;base64,aGk="}},{"type":"file","file":{"file_id":"file_1"}}]}],"max_completion_tokens":100,"temperature":0.5,"top_p":0.9,"stop":["a","b"]})",
          R"({"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Text","tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"b\": 1.50, \"a\":[]}"}},{"id":"c2","type":"function","function":{"name":"g","arguments":"{}"}}],"reasoning_content":"t","reasoning_details":[{"type":"reasoning.text","text":"t","signature":"s","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":2}]},{"role":"tool","content":"r1","tool_call_id":"c1","is_error":true},{"role":"tool","content":[{"type":"text","text":"r2"}],"tool_call_id":"c2"},{"role":"user","content":"go on"}],"max_completion_tokens":100,"tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"},"strict":true},"cache_control":{"type":"ephemeral"}}],"tool_choice":{"type":"function","function":{"name":"f"}}})",
          R"({"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"system","content":"Later."},{"role":"user","content":"So"}],"stream":true,"stream_options":{"include_usage":true},"max_completion_tokens":100,"tools":[{"type":"function","function":{"name":"f","parameters":{}}}],"parallel_tool_calls":false,"response_format":{"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object"},"strict":true}},"reasoning_effort":"high","service_tier":"default","user":"u1","top_k":5,"context_management":{"edits":[]}})",
          R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":100,"reasoning_effort":"none","container":"c","new_member":[1]})",
          R"({"model":"m","messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5000,"reasoning_effort":"low","thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"}})",
          R"({"model":"m","messages":[{"role":"user","content":[{"type":"search_result","source":"s","title":"t","content":[]},{"type":"document","source":{"type":"url","url":"u"},"context":"c"}]},{"role":"assistant","content":"ab","content_blocks":[{"index":0,"type":"text","length":1},{"index":1,"type":"server_tool_use","id":"x","name":"web_search","input":{}},{"index":2,"type":"text","length":1,"citations":[{"type":"char_location"}]}]},{"role":"user","content":"b"}],"max_completion_tokens":100,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}]})",
      }) {
    const auto request = read<ChatRequest>(json);
    CHECK(there_and_back_json(json) == to_json(request));
  }
}

TEST_CASE("thinking without an effort implies one, for backends that know no budgets, and stays as it was") {
  const auto served = [](const char* members) {
    LossReport losses;
    const auto request = read<AnthropicRequest>(
        R"({"model":"m","max_tokens":5000,"messages":[{"role":"user","content":"Hi"}],)" + std::string{members} + "}");
    return to_chat(request, {}, losses).value();
  };
  const auto effort = [&](const char* members) {
    const auto chat = served(members);
    return chat.reasoning_effort ? std::string{chat.reasoning_effort->word()} : "";
  };
  CHECK(effort(R"("thinking":{"type":"enabled","budget_tokens":2000})") == "low");
  CHECK(effort(R"("thinking":{"type":"enabled","budget_tokens":30000})") == "high");
  CHECK(effort(R"("thinking":{"type":"adaptive"})") == "medium");
  CHECK(effort(R"("thinking":{"type":"between_tools"})") == "");
  for (const char* members :
       {R"("thinking":{"type":"enabled","budget_tokens":2000})",
        R"("thinking":{"type":"adaptive","display":"omitted"})",
        R"("thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"low"})",
        R"("thinking":{"type":"enabled","budget_tokens":2000},"output_config":{"effort":"high","task":"t"})"}) {
    CAPTURE(members);
    LossReport losses;
    const auto again = to_anthropic_request(served(members), {}, losses);
    REQUIRE(again.has_value());
    const auto json = Json::checked(to_json(*again)).value(),
               given = Json::checked("{" + std::string{members} + "}").value();
    CHECK(json.at("thinking").view() == given.at("thinking").view());
    CHECK(json.at("output_config").view() == given.at("output_config").view());
    CHECK(losses.empty());
  }
}

// A random conversation in the form that comes back.
std::string random_request(std::mt19937& random) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::string out = R"({"model":"m","messages":[)";
  if (pick(2)) out += R"({"role":"system","content":"S"},)";
  const int turns = 1 + pick(3);
  for (int turn = 0; turn < turns; ++turn) {
    out +=
        pick(2)
            ? R"({"role":"user","content":"q"})"
            : R"({"role":"user","content":[{"type":"text","text":"q"},{"type":"image_url","image_url":{"url":"data:image/gif;base64,AA=="}}]})";
    std::string details, calls, results;
    std::string thoughts;
    int index = 0;
    const bool speaks = pick(2);
    const int n = speaks ? pick(3) : 1 + pick(2);
    bool said = !speaks;
    const auto think = [&] {
      if (!pick(2)) return;
      details += (details.empty() ? "" : ",");
      if (pick(3)) {
        details += R"({"type":"reasoning.text","text":"t)" + std::to_string(index) +
                   R"(","signature":"s","format":"anthropic-claude-v1","index":)" + std::to_string(index) + "}";
        thoughts += "t" + std::to_string(index);
      } else {
        details += R"({"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":)" +
                   std::to_string(index) + "}";
      }
      ++index;
    };
    think();
    if (!said) ++index;
    for (int i = 0; i < n; ++i) {
      think();
      const auto id = "c" + std::to_string(turn) + std::to_string(i);
      calls += (calls.empty() ? "" : ",") + std::string{R"({"id":")"} + id +
               R"(","type":"function","function":{"name":"f","arguments":"{\"x\":)" + std::to_string(pick(9)) +
               R"(}"}})";
      results += R"(,{"role":"tool","content":"r","tool_call_id":")" + id + "\"}";
      ++index;
    }
    out += R"(,{"role":"assistant","content":)" + std::string{speaks ? "\"a\"" : "null"};
    if (!calls.empty()) out += R"(,"tool_calls":[)" + calls + "]";
    if (!thoughts.empty()) out += R"(,"reasoning_content":")" + thoughts + "\"";
    if (!details.empty()) out += R"(,"reasoning_details":[)" + details + "]";
    out += "}" + results + ",";
  }
  return out + R"({"role":"user","content":"end"}],"max_completion_tokens":9})";
}

TEST_CASE("random conversations go there and back") {
  std::mt19937 random{20261128};
  for (int i = 0; i < 300; ++i) {
    const auto json = random_request(random);
    CHECK(there_and_back_json(json) == to_json(read<ChatRequest>(json)));
  }
}

TEST_CASE("a system turn keeps its place, or is refused in the words that clients look for") {
  const auto messages =
      R"([{"role":"user","content":"a"},{"role":"system","content":[{"type":"text","text":"S"}]},{"role":"user","content":"b"}])";
  const auto chat = chat_of(asking("", messages));
  REQUIRE(chat.messages.size() == 3);
  CHECK(chat.messages[1].role == Role::system);
  CHECK(chat.messages[1].text() == "S");
  const auto refused = posted(serve_anthropic(gives({}), {.late_system = ServeAnthropicOptions::LateSystem::refused}),
                              asking("", messages));
  CHECK(refused.head.status == 400);
  CHECK(refused.body.find(R"(Unexpected role \"system\")") != refused.body.npos);
  const auto upstream = posted(
      serve_anthropic(gives({}, {}, api_error(400, "System message must be at the beginning."))), asking("", messages));
  CHECK(upstream.body.find(R"(Unexpected role \"system\")") != upstream.body.npos);
  const auto directive = chat_of(
      asking("", R"([{"role":"user","content":"a"},{"role":"system","content":[],"output_config":{"effort":"low"}}])"));
  CHECK(directive.messages.size() == 1);
  CHECK(directive.reasoning_effort->word() == "low");
  const auto old = body_of(
      R"({"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"a"},{"role":"system","content":"S"},{"role":"user","content":"b"}]})");
  REQUIRE(old.messages.size() == 2);
  CHECK(to_json(old).find(R"([{"type":"text","text":"S"},{"type":"text","text":"b"}])") != std::string::npos);
}

TEST_CASE("what tools gave becomes messages of its own, before the rest of its turn") {
  const auto chat = chat_of(asking(
      "",
      R"([{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{"a":1}}]},{"role":"user","content":[{"type":"text","text":"so"},{"type":"tool_result","tool_use_id":"c","is_error":false,"content":[{"type":"text","text":"r"}]}]}])"));
  REQUIRE(chat.messages.size() == 4);
  CHECK(chat.messages[2].role == Role::tool);
  CHECK(chat.messages[2].text() == "r");
  CHECK(chat.messages[3].text() == "so");
}

TEST_CASE("empty text is not sent, and documents are") {
  const auto body = body_of(
      R"({"model":"m","messages":[{"role":"user","content":[{"type":"text","text":""},{"type":"text","text":"a"}]},{"role":"assistant","content":"","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":""}}]},{"role":"tool","tool_call_id":"c","content":"r"}]})");
  CHECK(to_json(body).find(R"({"role":"user","content":[{"type":"text","text":"a"}]})") != std::string::npos);
  CHECK(to_json(body).find(R"({"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]})") !=
        std::string::npos);
  const auto chat = chat_of(asking(
      "",
      R"([{"role":"user","content":[{"type":"document","title":"T","source":{"type":"base64","media_type":"application/pdf","data":"AA=="}}]}])"));
  CHECK(
      to_json(chat.messages[0]) ==
      R"({"role":"user","content":[{"type":"file","file":{"filename":"T","file_data":"data:application/pdf;base64,AA=="}}]})");
}

TEST_CASE("a model that thinks is not forced to call a tool") {
  LossReport losses;
  const auto body = body_of(
      R"({"model":"claude-opus-4-7","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required","reasoning_effort":"high"})",
      {}, &losses);
  CHECK(body.tool_choice->type == "auto");
  CHECK(losses.header() == "approximated tool_choice");
  CHECK(
      body_of(
          R"({"model":"claude-opus-5-5","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}],"tool_choice":"required"})")
          .tool_choice->type == "auto");
}

TEST_CASE("a last turn of the assistant's is the beginning of its answer, or goes on where a model takes none") {
  const auto with_beginning = [](const std::string& model, const std::string& more, LossReport& losses) {
    return to_json(body_of(R"({"model":")" + model + R"(","messages":[{"role":"user","content":"a"},)" +
                               R"({"role":"assistant","content":"Once upon"}])" + more + "}",
                           {}, &losses));
  };
  const std::string whole = R"([{"role":"user","content":"a"},{"role":"assistant","content":"Once upon"}])";
  const std::string goes_on = R"({"role":"assistant","content":"Once upon"},{"role":"user","content":"Continue )";
  for (const auto* model : {"claude-sonnet-4-5", "my-local-model"}) {
    LossReport losses;
    CHECK(with_beginning(model, "", losses).find(whole) != std::string::npos);
    CHECK(losses.empty());
  }
  for (const auto& [model, more] : {std::pair{"claude-opus-5-5", ""}, std::pair{"claude-opus-4-6", ""},
                                    std::pair{"claude-sonnet-4-5", R"(,"reasoning_effort":"low")"}}) {
    LossReport losses;
    CHECK(with_beginning(model, more, losses).find(goes_on) != std::string::npos);
    CHECK(losses.header().find("emulated messages[1]") != std::string::npos);
  }
}

TEST_CASE("a way of thinking that a model refuses becomes the one that it takes") {
  const auto thinking = [](const std::string& model, const std::string& how, LossReport& losses) {
    const auto made =
        body_of(R"({"model":")" + model + R"(","messages":[{"role":"user","content":"a"}],"thinking":)" + how + "}", {},
                &losses);
    return made.thinking ? Json{Text{to_json(made)}}.at("thinking").text.str() : std::string{"none"};
  };
  struct Row {
    const char *model, *asked, *sent, *told;
  };
  const Row rows[] = {
      {"claude-opus-4-7", R"({"type":"enabled","budget_tokens":4096})", R"({"type":"adaptive"})",
       "approximated thinking"},
      {"claude-sonnet-5-5", R"({"type":"disabled"})", "none", "dropped thinking"},
      {"claude-sonnet-5-5", R"({"type":"between_tools"})", R"({"type":"between_tools"})", ""},
      {"claude-haiku-4-5", R"({"type":"adaptive"})", R"({"type":"enabled","budget_tokens":8192})", "emulated thinking"},
      {"claude-opus-4-6", R"({"type":"enabled","budget_tokens":4096,"display":"omitted"})",
       R"({"type":"enabled","budget_tokens":4096,"display":"omitted"})", ""},
      {"my-model", R"({"type":"disabled"})", R"({"type":"disabled"})", ""}};
  for (const auto& row : rows) {
    LossReport losses;
    CHECK(thinking(row.model, row.asked, losses) == row.sent);
    CHECK(losses.header() == row.told);
  }
}

TEST_CASE("ids of another provider's calls are put in form, the same for a call and what it gave") {
  const auto made = body_of(
      R"({"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":null,"tool_calls":[{"id":"functions.f:0","type":"function","function":{"name":"f","arguments":"{}"}},{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"functions.f:0","content":"x"},{"role":"tool","tool_call_id":"toolu_1","content":"y"}]})");
  const auto json = Json{Text{to_json(made)}};
  const auto block = [&](std::size_t turn, std::size_t i) { return json.at("messages").at(turn).at("content").at(i); };
  const auto id = block(1, 0).at("id").as_string().value_or("");
  CHECK(id.starts_with("functions_f_0-"));
  CHECK(id.find_first_not_of("0123456789_-functions") == id.npos);
  CHECK(block(2, 0).at("tool_use_id").as_string() == id);
  CHECK(block(1, 1).at("id").as_string() == "toolu_1");
  CHECK(block(2, 1).at("tool_use_id").as_string() == "toolu_1");
}

TEST_CASE("that calls come one at a time, and which tools are allowed, is not lost") {
  const auto one = body_of(
      R"({"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}}],"parallel_tool_calls":false})");
  CHECK(one.tool_choice->type == "auto");
  CHECK(one.tool_choice->disable_parallel_tool_use == true);
  CHECK(
      chat_of(
          asking(
              R"(,"tools":[{"name":"f","input_schema":{}}],"tool_choice":{"type":"any","disable_parallel_tool_use":true})"))
          .parallel_tool_calls == false);
  const auto some = body_of(
      R"({"model":"m","messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]}}})");
  REQUIRE(some.tools->size() == 1);
  CHECK((*some.tools)[0].name == "g");
  CHECK(some.tool_choice->type == "any");
}

TEST_CASE("thinking is no reason to refuse, and a tool is told by its type and not by its name") {
  const auto chat = chat_of(
      asking(
          R"(,"thinking":{"type":"enabled","budget_tokens":2048},"tools":[{"name":"web_search","input_schema":{}}])"),
      {.foreign = ServeAnthropicOptions::Foreign::dropped});
  CHECK(*chat.reasoning_effort == ReasoningEffort::low);
  CHECK(chat.extra.empty());
  REQUIRE(chat.tools->size() == 1);
  CHECK((*chat.tools)[0].get_if<FunctionTool>()->function.name == "web_search");
  const auto server = chat_of(
      asking(
          R"(,"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":8}],"tool_choice":{"type":"auto"})"),
      {.foreign = ServeAnthropicOptions::Foreign::dropped});
  CHECK_FALSE(server.tools.has_value());
  CHECK_FALSE(server.tool_choice.has_value());
}

TEST_CASE("thoughts without a signature are not sent to a model that refuses them, and that is told") {
  LossReport losses;
  const auto body = body_of(
      R"({"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b","reasoning_content":"t"},{"role":"user","content":"c"}]})",
      {}, &losses);
  CHECK(to_json(body).find("thinking") == std::string::npos);
  CHECK(losses.header() == "dropped messages[1].reasoning_content");
}

TEST_CASE("old models take a budget, a forced tool for a schema, and no effort") {
  LossReport losses;
  const auto body = body_of(
      R"({"model":"claude-sonnet-4-20250514","messages":[{"role":"user","content":"a"}],"reasoning_effort":"low"})", {},
      &losses);
  CHECK(body.thinking->budget_tokens == 2048);
  CHECK_FALSE(body.output_config.has_value());
  const auto schema = body_of(
      R"({"model":"claude-sonnet-4-20250514","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}})");
  CHECK(schema.tool_choice->name == std::optional<Text>{"json_tool_call"});
  auto request = read<ChatRequest>(
      R"({"model":"claude-sonnet-4-20250514","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}}})");
  const auto whole = run_whole(
      call_anthropic(
          answers(
              R"({"id":"m","type":"message","role":"assistant","model":"c","content":[{"type":"tool_use","id":"t","name":"json_tool_call","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":1}})"),
          at_noon()),
      request);
  CHECK(whole.text() == R"({"a":1})");
  CHECK(whole.choices[0].finish_reason == FinishReason::stop);
  CHECK_FALSE(whole.choices[0].message.tool_calls.has_value());
}

TEST_CASE("what is lost is told to the host, to the caller, or refused") {
  auto asked = std::make_shared<Request>();
  const auto handler = answers(
      R"({"id":"m","type":"message","role":"assistant","model":"c","content":[],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}})",
      asked);
  auto request = read<ChatRequest>(
      R"({"model":"m","messages":[{"role":"user","content":"a"}],"seed":1,"temperature":1.5,"frequency_penalty":0})");
  Context context;
  context.losses = std::make_shared<LossReport>();
  Headers passed;
  context.on_passed = [&](Headers fields) { passed = std::move(fields); };
  auto stream = call_anthropic(handler, at_noon()).run<CreateChatCompletion>(Parsed<ChatRequest>{request}, context);
  Event<CreateChatCompletion> event;
  CHECK(stream->pull(event) == Pull::some);
  CHECK(passed.get("x-oaicompat-loss") == "clamped temperature; dropped seed");
  CHECK(context.losses->losses().size() == 2);
  auto strict = at_noon();
  strict.losses = Losses::refused;
  stream = call_anthropic(handler, strict).run<CreateChatCompletion>(Parsed<ChatRequest>{request}, context);
  CHECK(stream->pull(event) == Pull::fail);
  CHECK(stream->error().param == "temperature");
  const auto served = posted(
      serve_anthropic(gives({}), {.losses = Losses::refused, .foreign = ServeAnthropicOptions::Foreign::dropped}),
      asking(R"(,"top_k":4)"));
  CHECK(served.head.status == 400);
  CHECK(served.body.find("top_k") != served.body.npos);
}

TEST_CASE("members that chat cannot say are told, whatever stands in them") {
  const std::pair<const char*, const char*> members[] = {
      {R"("metadata":{"user_id":5})", "metadata.user_id"},
      {R"("metadata":7)", "metadata"},
      {R"("tool_choice":{"type":"any"})", "tool_choice"},
      {R"("tool_choice":{"type":"weird"},"tools":[{"name":"f","input_schema":{}}])", "tool_choice.type"}};
  for (const auto& [member, path] : members) {
    LossReport losses;
    const auto request = read<AnthropicRequest>(
        R"({"model":"m","max_tokens":5,"messages":[{"role":"user","content":"Hi"}],)" + std::string{member} + "}");
    REQUIRE(to_chat(request, {}, losses));
    CHECK(losses.header().find(path) != std::string::npos);
  }
  LossReport losses;
  const auto turn = read<AnthropicRequest>(
      R"({"model":"m","max_tokens":5,"messages":[{"role":"user","content":"Hi"},{"role":"system","content":[],"output_config":{"effort":"low","task":"t"}}]})");
  CHECK(to_chat(turn, {}, losses)->reasoning_effort->word() == "low");
  CHECK(losses.header().find("messages[1].output_config.task") != std::string::npos);
}

TEST_CASE("thinking that is disabled is no effort, whatever effort is asked for beside it") {
  LossReport losses;
  const auto request = read<AnthropicRequest>(
      R"({"model":"claude-opus-4-8","max_tokens":5,"messages":[{"role":"user","content":"Hi"}],"thinking":{"type":"disabled"},"output_config":{"effort":"high"}})");
  const auto chat = to_chat(request, {}, losses).value();
  CHECK(chat.reasoning_effort->word() == "none");
  const auto again = to_anthropic_request(chat, {}, losses).value();
  CHECK(again.thinking->type == "disabled");
  CHECK(*again.output_config->effort == "high");
}

}  // namespace anthropic_request_test
