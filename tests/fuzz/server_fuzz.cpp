// A whole server over memory: requests one after the other, and each gets an answer that its reader can read.
// SPDX-License-Identifier: MIT
#include "fuzz/laws.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/sse/decoder.hpp>
#include <oaicompat/stores/memory_store.hpp>
#include <oaicompat/transport/memory.hpp>

#include <algorithm>
#include <string>
#include <utility>

using namespace oaicompat;
using fuzz::require;

namespace {

// Says what it was told, reasons about it, and calls the first tool unless a tool has just spoken.
void say(const ChatRequest& request, ChatWriter& out) {
  const auto& last = request.messages.empty() ? ChatMessage{} : request.messages.back();
  const auto text = last.text();
  for (std::int64_t i = 0; i < std::min<std::int64_t>(request.n.value_or(1), 3); ++i) {
    auto choice = out.choice(i);
    choice.reasoning("so");
    if (request.tools && !request.tools->empty() && last.role != Role::tool) {
      if (const auto* function = request.tools->front().get_if<FunctionTool>()) {
        choice.tool_call("call_1", function->function.name);
        choice.arguments("{\"a\":");
        choice.arguments("1}");
      }
    }
    choice.text(text);
    choice.text("!");
    choice.finish(FinishReason::stop);
  }
  out.usage(3, 2);
}

void go_on(const CompletionRequest&, CompletionWriter& out) {
  out.text("on");
  out.finish(FinishReason::stop);
}

Result<EmbeddingList> embed(const EmbeddingRequest&, const Context&) {
  EmbeddingList list;
  list.data.push_back({.embedding = std::vector<float>{0.5F, -1.0F}});
  return list;
}

Handler make_handler() {
  Server server{{.limits = {.max_body_bytes = std::size_t{1} << 20},
                 .max_handlers = 4,
                 .store = memory_store({.max_records = 100, .max_bytes = std::size_t{1} << 20})}};
  server.chat("m", say).completion("m", go_on).embedding("m", embed);
  return server.handler();
}

std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return line;
}

// `METHOD /path?query`, fields, an empty line, the body. `{id}` in the path is the last id that an answer told.
Request read_request(std::string_view text, const std::string& id) {
  Request request;
  const auto first = take_line(text);
  const auto space = first.find(' ');
  request.method = first.substr(0, space);
  std::string path{space == first.npos ? "/" : first.substr(space + 1)};
  if (const auto at = path.find("{id}"); at != path.npos) path.replace(at, 4, id);
  const auto question = path.find('?');
  if (question != path.npos) request.query = path.substr(question + 1);
  request.path = path.substr(0, question);
  for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
    const auto colon = line.find(": ");
    if (colon != line.npos)
      request.headers.add(std::string{line.substr(0, colon)}, std::string{line.substr(colon + 2)});
  }
  std::string body{text};
  if (const auto at = body.find("{id}"); at != body.npos) body.replace(at, 4, id);
  request.body = std::move(body);
  return request;
}

void check_events(std::string_view body) {
  SseDecoder decoder;
  decoder.feed(body);
  decoder.finish();
  SseEvent event;
  Pull got = Pull::some;
  while ((got = decoder.next(event)) == Pull::some) {
    require(!event.unterminated, "a stream ends with a whole event", body);
    require(event.data == "[DONE]" || fuzz::is_json(event.data), "an event holds JSON", event.data);
  }
  require(got == Pull::end, "a stream can be read", body);
}

void check_answer(const Collected& answer) {
  const auto status = answer.head.status;
  require(status >= 200 && status < 600 && status != 500, "a server knows what to answer", answer.body);
  const auto type = answer.head.headers.get("content-type");
  if (is_event_stream(type)) return check_events(answer.body);
  if (type.starts_with("application/json")) require(fuzz::is_json(answer.body), "the answer is JSON", answer.body);
  if (status >= 400) require(answer.body.starts_with(R"({"error":{)"), "an error has the API's shape", answer.body);
}

// The last `"id":"..."` of an answer.
std::string last_id(const std::string& body, std::string before) {
  constexpr std::string_view key = R"("id":")";
  const auto at = body.find(key);
  if (at == body.npos) return before;
  return body.substr(at + key.size(), body.find('"', at + key.size()) - at - key.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input{data, size};
  const bool may_block = input.choice() % 2 == 0;
  const auto handler = make_handler();
  std::string id = "none";
  auto rest = input.rest();
  for (int count = 0; count < 8 && !rest.empty(); ++count) {
    const auto end = rest.find("\n%%\n");
    auto request = read_request(rest.substr(0, end), id);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 4);
    const bool upgrades = request.headers.has("upgrade");
    request.context.may_block = may_block;
    const auto answer = collect(handler(std::move(request)));
    require(answer.has_value(), "every request has an answer");
    if (!upgrades) check_answer(*answer);
    id = last_id(answer->body, std::move(id));
  }
  return 0;
}
