// The tools of a response as a chat's functions, and the calls of these as the items of a response.
// SPDX-License-Identifier: MIT
#include "derived.hpp"

#include <oaicompat/resources/responses/input.hpp>

using namespace derived;

namespace {

const ResponsesOptions standard_options;

struct Derived {
  std::string tools{}, choice{}, messages{}, error{};
};
Derived derive(const std::string& members, UnknownTools unknown = UnknownTools::skip) {
  const auto input = members.find("\"input\"") == members.npos ? R"("input":"Hi",)" : "";
  const auto made = detail::to_chat(read<ResponseRequest>(R"({"model":"m",)" + std::string{input} + members + "}"), {},
                                    {standard_options.skip_tools, unknown});
  if (!made) return {.error = made.error().param};
  Derived out;
  for (const auto& tool : made->request.tools.value_or(std::vector<Tool>{}))
    out.tools += (out.tools.empty() ? "" : " ") + to_json(tool);
  for (const auto& message : made->request.messages)
    out.messages += (out.messages.empty() ? "" : " ") + to_json(message);
  ChatRequest only;
  only.tool_choice = made->request.tool_choice;
  out.choice = to_json(only);
  const auto at = out.choice.find("\"tool_choice\":");
  out.choice = at == out.choice.npos ? "" : out.choice.substr(at + 14, out.choice.size() - at - 15);
  return out;
}
std::string names_in(const std::string& tools) {
  std::string out;
  for (auto at = tools.find("\"name\":\""); at != tools.npos; at = tools.find("\"name\":\"", at + 1)) {
    const auto begin = at + 8;
    out += (out.empty() ? "" : " ") + tools.substr(begin, tools.find('"', begin) - begin);
  }
  return out;
}

const std::string in_namespace =
    R"({"type":"namespace","name":"n","description":"d","tools":[{"type":"function","name":"f","description":"F","parameters":{"a":1},"strict":false},{"type":"custom","name":"c"}]})";
const std::string caller_runs = R"({"type":"shell"},{"type":"local_shell"},{"type":"apply_patch"})";
const std::string search = R"({"type":"tool_search","execution":"client","description":"Finds.","parameters":{"q":1}})";

// The items that a call of the chat's becomes, where these tools are offered.
std::vector<ResponseEvent> called(const std::string& tools, const std::string& name, const std::string& arguments,
                                  const std::string& finish_reason = "tool_calls") {
  const auto script =
      play::chat({delta(R"({"tool_calls":[{"index":0,"id":"c1","type":"function","function":{"name":")" + name +
                        R"(","arguments":""}}]})"),
                  delta(R"({"tool_calls":[{"index":0,"function":{"arguments":)" +
                        std::string{Json::string(arguments).view()} + "}}]}"),
                  finish(finish_reason)});
  const auto backend = with_responses(play::backend(script), counted());
  return events(play::run<CreateResponse>(backend, request(R"("tools":[)" + tools + "]", true)));
}

}  // namespace

TEST_CASE("each tool that the caller runs is a function of the chat's") {
  struct Row {
    std::string tools, names;
  };
  const std::vector<Row> rows{
      {in_namespace, "n__f n__c"},
      {R"({"type":"function","name":"n__f","parameters":{}},)" + in_namespace, "n__f n__f_577b3a2d n__c"},
      {in_namespace + R"(,{"type":"function","name":"n__f","parameters":{}})", "n__f_577b3a2d n__c n__f"},
      {caller_runs, "shell local_shell apply_patch"},
      {R"({"type":"shell","environment":{"type":"local"}})", "shell"},
      {R"({"type":"shell","environment":null})", "shell"},
      {search, "tool_search"},
      {R"({"type":"tool_search"})", ""},
      {R"({"type":"tool_search","execution":"server"})", ""},
      {R"({"type":"function","name":"f","parameters":{},"defer_loading":true})", "f"},
      {R"({"type":"function","name":"f","parameters":{},"output_schema":{"a":1}})", "f"},
      {R"({"type":"web_search"},{"type":"web_search_2025_08_26"},{"type":"web_search_preview_2025_03_11"})", ""},
      {R"({"type":"web_search_2031_01_01"},{"type":"image_generation"})", ""},
      {R"({"type":"new_tool","name":"x"})", ""},
      {R"({"type":"namespace","name":"n","description":"","tools":[{"type":"new_tool","name":"x"}]})", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.tools);
    const auto got = derive(R"("tools":[)" + row.tools + "]");
    CHECK(got.error == "");
    CHECK(names_in(got.tools) == row.names);
  }
  CHECK(derive(R"("tools":[)" + in_namespace + "]").tools ==
        R"({"type":"function","function":{"name":"n__f","description":"F","parameters":{"a":1},"strict":false}} )"
        R"({"type":"custom","custom":{"name":"n__c"}})");
  CHECK(derive(R"("tools":[)" + search + "]").tools ==
        R"({"type":"function","function":{"name":"tool_search","description":"Finds.","parameters":{"q":1}}})");
}

TEST_CASE("tools of unknown types are refused where the host says so, and known ones of a server's always") {
  CHECK(derive(R"("tools":[{"type":"new_tool"}])", UnknownTools::refuse).error == "tools[0].type");
  CHECK(derive(R"("input":[{"role":"user","content":"Hi"},{"type":"new_item"}])", UnknownTools::refuse).error ==
        "input[1].type");
  for (const auto* tool : {R"({"type":"file_search","vector_store_ids":["v"]})", R"({"type":"mcp","server_label":"s"})",
                           R"({"type":"code_interpreter","container":"c"})", R"({"type":"computer"})"}) {
    CHECK(derive(R"("tools":[)" + std::string{tool} + "]").error == "tools[0].type");
  }
}

TEST_CASE("a choice names the chat's function") {
  struct Row {
    std::string choice, chat;
  };
  const std::string f = R"({"type":"function","function":{"name":"n__f"}})",
                    c = R"({"type":"custom","custom":{"name":"n__c"}})",
                    shell = R"({"type":"function","function":{"name":"shell"}})";
  const std::vector<Row> rows{
      {R"({"type":"function","name":"f"})", f},
      {R"({"type":"function","name":"f","namespace":"n"})", f},
      {R"({"type":"custom","name":"c"})", c},
      {R"({"type":"shell"})", shell},
      {R"({"type":"apply_patch"})", R"({"type":"function","function":{"name":"apply_patch"}})"},
      {R"({"type":"allowed_tools","mode":"required","tools":[{"type":"namespace","name":"n"},{"type":"shell"},{"type":"web_search_2025_08_26"},{"type":"new_tool"}]})",
       R"({"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[)" + f + "," + c + "," + shell + "]}}"},
      {R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"function","name":"f","namespace":"n"}]})",
       R"({"type":"allowed_tools","allowed_tools":{"mode":"auto","tools":[)" + f + "]}}"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.choice);
    const auto got = derive(R"("tools":[)" + in_namespace + "," + caller_runs + R"(],"tool_choice":)" + row.choice);
    CHECK(got.error == "");
    CHECK(got.choice == row.chat);
  }
  const auto refused = [](const std::string& choice) {
    return derive(R"("tools":[)" + in_namespace + R"(],"tool_choice":)" + choice).error;
  };
  CHECK(refused(R"({"type":"shell"})") == "tool_choice.type");
  CHECK(refused(R"({"type":"allowed_tools","mode":"auto","tools":[{"type":"namespace","name":"m"}]})") ==
        "tool_choice.tools[0]");
}

TEST_CASE("each call is the item that its tool's calls are") {
  struct Row {
    std::string tools, name, arguments, item;
  };
  const std::vector<Row> rows{
      {in_namespace, "n__f", "{}",
       R"({"type":"function_call","id":"fc_3","call_id":"c1","name":"f","arguments":"{}","status":"completed","namespace":"n"})"},
      {in_namespace, "f", "{}",
       R"({"type":"function_call","id":"fc_3","call_id":"c1","name":"f","arguments":"{}","status":"completed"})"},
      {caller_runs, "shell", R"({"commands":["ls"]})",
       R"({"type":"shell_call","id":"sh_3","call_id":"c1","action":{"commands":["ls"],"timeout_ms":null,"max_output_length":null},"status":"completed","environment":{"type":"local"}})"},
      {caller_runs, "shell", R"({"commands":["ls","pwd"],"timeout_ms":5,"max_output_length":7})",
       R"({"type":"shell_call","id":"sh_3","call_id":"c1","action":{"commands":["ls","pwd"],"timeout_ms":5,"max_output_length":7},"status":"completed","environment":{"type":"local"}})"},
      {caller_runs, "local_shell", R"({"command":["ls","-l"],"env":{"A":"b"}})",
       R"({"type":"local_shell_call","id":"lsh_3","call_id":"c1","action":{"type":"exec","command":["ls","-l"],"env":{"A":"b"}},"status":"completed"})"},
      {caller_runs, "apply_patch", R"({"type":"update_file","path":"a","diff":"@@\n-b\n+c"})",
       R"({"type":"apply_patch_call","id":"apc_3","call_id":"c1","status":"completed","operation":{"type":"update_file","path":"a","diff":"@@\n-b\n+c"}})"},
      {caller_runs, "apply_patch", R"({"type":"delete_file","path":"a"})",
       R"({"type":"apply_patch_call","id":"apc_3","call_id":"c1","status":"completed","operation":{"type":"delete_file","path":"a"}})"},
      {search, "tool_search", R"({"q":"mail"})",
       R"({"type":"tool_search_call","id":"tsc_3","call_id":"c1","execution":"client","arguments":{"q":"mail"},"status":"completed"})"},
      {search, "tool_search", "mail",
       R"({"type":"tool_search_call","id":"tsc_3","call_id":"c1","execution":"client","arguments":"mail","status":"completed"})"},
      {"", "shell", R"({"commands":["ls"]})",
       R"({"type":"function_call","id":"fc_3","call_id":"c1","name":"shell","arguments":"{\"commands\":[\"ls\"]}","status":"completed"})"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    const auto got = called(row.tools, row.name, row.arguments);
    const auto whole = last_response(got);
    CHECK(whole.status == ResponseStatus::completed);
    REQUIRE(whole.output.size() == 1);
    CHECK(to_json(whole.output[0]) == row.item);
    CHECK(parse_owned<ResponseItem>(to_json(whole.output[0])).has_value());
  }
  CHECK(types(called(caller_runs, "shell", R"({"commands":["ls"]})")) ==
        "created in_progress output_item.added output_item.done completed");
}

TEST_CASE("a call that does not fit its tool fails the response, and one that is cut off is not given") {
  struct Row {
    std::string name, arguments;
  };
  for (const auto& row : std::vector<Row>{{"shell", "{"},
                                          {"shell", "{}"},
                                          {"shell", R"({"commands":[]})"},
                                          {"local_shell", "[]"},
                                          {"local_shell", R"({"command":[]})"},
                                          {"apply_patch", R"({"type":"rename_file","path":"a"})"},
                                          {"apply_patch", R"({"path":"a"})"},
                                          {"apply_patch", ""}}) {
    CAPTURE(row.arguments);
    const auto whole = last_response(called(caller_runs, row.name, row.arguments));
    CHECK(whole.status == ResponseStatus::failed);
    CHECK(whole.output.empty());
    CHECK(whole.error->message.view().find(row.name) != std::string_view::npos);
  }
  const auto cut = called(caller_runs, "shell", R"({"commands":["l)", "length");
  CHECK(types(cut) == "created in_progress incomplete");
  CHECK(last_response(cut).output.empty());
}

TEST_CASE("calls in history are calls of the same functions, and their outputs the tools' messages") {
  const auto messages = [](const std::string& items, const std::string& tools) {
    return derive(R"("input":[)" + items + R"(],"tools":[)" + tools + "]").messages;
  };
  const auto chat = [](const std::string& name, const std::string& arguments, const std::string& output) {
    return R"({"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":")" +
           name + R"(","arguments":)" + std::string{Json::string(arguments).view()} +
           R"(}}]} {"role":"tool","content":)" + std::string{Json::string(output).view()} + R"(,"tool_call_id":"c1"})";
  };
  const std::string output = R"({"type":"function_call_output","call_id":"c1","output":"42"})";
  const std::string spaced =
      R"({"type":"function_call","call_id":"c1","namespace":"n","name":"f","arguments":"{}"},)" + output;
  CHECK(messages(spaced, in_namespace) == chat("n__f", "{}", "42"));
  CHECK(messages(spaced, "") == chat("n__f", "{}", "42"));  // though it is not offered any more
  CHECK(messages(spaced, R"({"type":"function","name":"n__f","parameters":{}},)" + in_namespace) ==
        chat("n__f_577b3a2d", "{}", "42"));
  CHECK(
      messages(
          R"({"type":"shell_call","call_id":"c1","action":{"commands":["ls"]}},)"
          R"({"type":"shell_call_output","call_id":"c1","output":[{"stdout":"a","stderr":"","outcome":{"type":"exit","exit_code":0}}]})",
          caller_runs) == chat("shell", R"({"commands":["ls"]})",
                               R"([{"stdout":"a","stderr":"","outcome":{"type":"exit","exit_code":0}}])"));
  CHECK(
      messages(
          R"({"type":"apply_patch_call","call_id":"c1","status":"completed","operation":{"type":"delete_file","path":"a"}},)"
          R"({"type":"apply_patch_call_output","call_id":"c1","status":"failed","output":"No."})",
          caller_runs) ==
      chat("apply_patch", R"({"type":"delete_file","path":"a"})", R"({"status":"failed","output":"No."})"));
  for (const auto* id : {R"("call_id":"c1")", R"("id":"c1")", R"("id":"lsh_1")"}) {
    CHECK(
        messages(
            R"({"type":"local_shell_call","id":"lsh_1","call_id":"c1","status":"completed","action":{"type":"exec","command":["ls"],"env":{}}},)"
            R"({"type":"local_shell_call_output",)" +
                std::string{id} + R"(,"output":"a"})",
            caller_runs) == chat("local_shell", R"({"type":"exec","command":["ls"],"env":{}})", "a"));
  }
}

TEST_CASE("what a search of the caller's has found can be called from there on") {
  const std::string thread =
      R"("input":[{"role":"user","content":"Hi"},{"type":"tool_search_call","call_id":"c1","execution":"client","arguments":{"q":"x"}},)"
      R"({"type":"tool_search_output","call_id":"c1","execution":"client","tools":[)" +
      in_namespace +
      R"(,{"type":"function","name":"g","parameters":{},"defer_loading":true},{"type":"mcp","server_label":"s"}]}])";
  const auto got = derive(thread + R"(,"tools":[)" + search + R"(,{"type":"function","name":"g","parameters":{}}])");
  CHECK(got.error == "");
  CHECK(names_in(got.tools) == "tool_search g n__f n__c");
  CHECK(got.messages.find(R"("name":"tool_search","arguments":"{\"q\":\"x\"}")") != std::string::npos);
  CHECK(got.messages.find(R"({\"tools\":[\"n__f\",\"n__c\",\"g\"]})") != std::string::npos);
  // Without the search in this request its items are left out, and what it found stays.
  const auto without = derive(thread);
  CHECK(names_in(without.tools) == "n__f n__c g");
  CHECK(without.messages == R"({"role":"user","content":"Hi"})");
  // An item may bring tools of its own.
  const auto added =
      derive(R"("input":[{"role":"user","content":"Hi"},{"type":"additional_tools","role":"developer","tools":[)" +
             in_namespace + "]}]");
  CHECK(names_in(added.tools) == "n__f n__c");
}
