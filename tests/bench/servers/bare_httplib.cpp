// cpp-httplib as it comes, but for Nagle and a thread for each of the benchmarks' connections; with `nlohmann` it reads
// requests and makes answers with nlohmann-json, as engines do that carry a server of their own.
// SPDX-License-Identifier: MIT
#include "payload.hpp"

#include <httplib.h>
#include <nlohmann/json.hpp>

#include <cstring>

namespace {

using namespace bench;
using nlohmann::json;

struct Question {
  Wanted wanted = Wanted::whole;
  std::string model;
};
Question read(const std::string& body, bool with_json) {
  if (!with_json) return {wanted_by(body), {}};
  const auto request = json::parse(body);
  for (const auto& message : request.at("messages")) {
    if (message.at("role").get<std::string>().empty() || message.at("content").get<std::string>().empty()) return {};
  }
  const bool streamed = request.value("stream", false);
  return {streamed ? Wanted::stream : Wanted::whole, request.at("model").get<std::string>()};
}

std::string completion_of(const std::string& model) {
  const json answer{{"id", answer_id},
                    {"object", "chat.completion"},
                    {"created", created},
                    {"model", model},
                    {"choices",
                     {{{"index", 0},
                       {"message", {{"role", "assistant"}, {"content", completion_words}, {"refusal", nullptr}}},
                       {"logprobs", nullptr},
                       {"finish_reason", "stop"}}}},
                    {"usage", {{"prompt_tokens", 0}, {"completion_tokens", 0}, {"total_tokens", 0}}}};
  return answer.dump();
}
std::string event_of(const std::string& model) {
  const json chunk{
      {"id", answer_id},
      {"object", "chat.completion.chunk"},
      {"created", created},
      {"model", model},
      {"choices",
       {{{"index", 0}, {"delta", {{"content", " mountain"}}}, {"logprobs", nullptr}, {"finish_reason", nullptr}}}}};
  return "data: " + chunk.dump() + "\n\n";
}

}  // namespace

int main(int argc, char** argv) {
  const bool with_json = argc > 1 && std::strcmp(argv[1], "nlohmann") == 0;
  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1'000'000);
  server.new_task_queue = [] { return new httplib::ThreadPool(64); };
  server.Post("/v1/chat/completions", [with_json](const httplib::Request& request, httplib::Response& answer) {
    const auto question = read(request.body, with_json);
    if (question.wanted == Wanted::whole) {
      answer.set_content(with_json ? completion_of(question.model) : ready_completion(), "application/json");
      return;
    }
    answer.set_chunked_content_provider("text/event-stream",
                                        [with_json, model = question.model](std::size_t, httplib::DataSink& sink) {
                                          for (int i = 0; i < chunks_a_stream; ++i) {
                                            const auto event = with_json ? event_of(model) : ready_event(" mountain");
                                            if (!sink.write(event.data(), event.size())) return false;
                                          }
                                          sink.write(done_event.data(), done_event.size());
                                          sink.done();
                                          return true;
                                        });
  });
  announce(server.bind_to_any_port("127.0.0.1"));
  server.listen_after_bind();
}
