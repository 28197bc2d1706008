// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::test;

SERVER_CASE("500 clients that arrive together are all served") {
  Serving<Server> s{echo};
  std::vector<RawSocket> clients;
  for (int i = 0; i < 500; ++i) clients.push_back(s.connect());
  for (int i = 0; i < 500; ++i) clients[static_cast<std::size_t>(i)].send(get("/" + std::to_string(i)));
  int served = 0;
  for (int i = 0; i < 500; ++i) {
    served += clients[static_cast<std::size_t>(i)].read_answer().body.starts_with("GET /" + std::to_string(i) + "?");
  }
  CHECK(served == 500);
}

SERVER_CASE("200 streams at once mix nothing up") {
  constexpr int count = 200;
  Stage stage;
  Serving<Server> s{stage.handler()};
  std::vector<RawSocket> clients;
  for (int i = 0; i < count; ++i) {
    clients.push_back(s.connect());
    clients.back().send(get("/" + std::to_string(i)));
  }
  std::vector<Stage::Call> calls;
  for (int i = 0; i < count; ++i) calls.push_back(stage.next());
  for (auto& call : calls) call.writer.send(event_stream());
  for (int round = 0; round < 10; ++round) {
    for (auto& call : calls) call.writer.send(call.request.path + ";");
  }
  for (auto& call : calls) call.writer.end();
  for (int i = 0; i < count; ++i) {
    std::string expected;
    for (int round = 0; round < 10; ++round) expected += "/" + std::to_string(i) + ";";
    CHECK(clients[static_cast<std::size_t>(i)].read_answer().body == expected);
  }
}

TEST_CASE("when all threads are taken the reserve answers: cheap requests in full, others with 503") {
  Stage stage;
  Serving s{[&](Request request) {
              return request.method == "GET" ? echo(std::move(request)) : stage.handler()(std::move(request));
            },
            {.max_threads = 2, .reserve_threads = 2}};
  std::vector<RawSocket> streams;
  std::vector<Stage::Call> calls;
  for (int i = 0; i < 2; ++i) {
    streams.push_back(s.connect());
    streams.back().send(post("x"));
    calls.push_back(stage.next());
  }
  CHECK(s.ask(get("/health")).status == 200);
  const auto refused = s.ask(post("x"));
  CHECK(refused.status == 503);
  CHECK(refused.has("Retry-After: 1\r\n"));
  CHECK(refused.has("Connection: close"));
  CHECK(refused.body.starts_with(R"({"error":{)"));
  for (auto& call : calls) {
    call.writer.send(Head{});
    call.writer.end();
  }
  for (auto& stream : streams) CHECK(stream.read_answer().status == 200);
}

SERVER_CASE("running out of descriptors does not end accepting") {
  Serving<Server> s{echo};
  const auto highest = ::dup(0);
  ::close(highest);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit few = before;
  few.rlim_cur = static_cast<rlim_t>(highest) + 8;
  std::vector<RawSocket> clients;
  ::setrlimit(RLIMIT_NOFILE, &few);
  for (int i = 0; i < 8; ++i) {
    auto client = RawSocket::connect(s.port);
    if (!client.is_open()) break;
    client.send(get("/x"));
    clients.push_back(std::move(client));
  }
  std::this_thread::sleep_for(20ms);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CHECK(clients.size() >= 3);
  for (auto& client : clients) CHECK(client.read_answer().status == 200);
  CHECK(s.ask(get("/y")).status == 200);
}
