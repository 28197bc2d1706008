// The server's processor time for a small request and for a stream of 100 chunks, beside the same server with no JSON.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "requests.hpp"

#include <oaicompat/server.hpp>
#include <oaicompat/sse/encoder.hpp>
#include <oaicompat/transport/httplib_server.hpp>
#include <oaicompat/types/codec.hpp>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <ctime>

namespace bench {
namespace {

using namespace oaicompat;
constexpr int chunks_a_stream = 100;

ChatChunk chunk_of(const ChatRequest& request, const char* words) {
  ChatChunk out;
  out.id = "chatcmpl-0123456789abcdefghijklmn";
  out.created = 1'700'000'000;
  out.model = request.model;
  auto& choice = out.choices.emplace_back();
  if (*words) choice.delta.content = Text{words};
  choice.logprobs.set_null();
  choice.finish_reason.set_null();
  return out;
}

// Chunks that stand ready: the engine costs nothing.
class ReadyChunks final : public Stream<Event<CreateChatCompletion>> {
 public:
  explicit ReadyChunks(const ChatRequest& request) : chunk_{chunk_of(request, " mountain")} {}
  Pull pull(Event<CreateChatCompletion>& out) override {
    if (at_ > chunks_a_stream) return Pull::end;
    if (at_++ == chunks_a_stream) {
      chunk_.choices[0].delta = {};
      chunk_.choices[0].finish_reason = OpenEnum<FinishReason>{FinishReason::stop};
    }
    out.emplace<0>(chunk_);
    return Pull::some;
  }

 private:
  ChatChunk chunk_;
  int at_ = 0;
};

ChatCompletion completion_of(const ChatRequest& request) {
  ChatCompletion out;
  out.id = "chatcmpl-0123456789abcdefghijklmn";
  out.created = 1'700'000'000;
  out.model = request.model;
  auto& choice = out.choices.emplace_back();
  choice.message.content = Text{"Mont Blanc, first climbed by Jacques Balmat and Michel-Gabriel Paccard in 1786."};
  choice.finish_reason = FinishReason::stop;
  out.usage.emplace();
  return out;
}

Handler with_json() {
  Backend backend;
  backend.on<CreateChatCompletion>(
      [](const Parsed<ChatRequest>& request, const Context&) -> StreamPtr<Event<CreateChatCompletion>> {
        if (request->stream.value_or(false)) return std::make_unique<ReadyChunks>(*request);
        return one_item(Event<CreateChatCompletion>{completion_of(*request)});
      });
  return serve(std::move(backend));
}

// The same bytes, made beforehand.
class ReadyBytes final : public Stream<Part> {
 public:
  Pull pull(Part& out) override {
    static const Bytes event = [] {
      Bytes bytes{"data: "};
      append_json(bytes, chunk_of({.model = "gpt-4o-mini"}, " mountain"));
      return bytes + "\n\n";
    }();
    if (at_ > chunks_a_stream + 2) return Pull::end;
    if (at_++ == 0) {
      out = Head{200, {{"content-type", std::string{sse_content_type}}, {"cache-control", "no-cache"}}};
    } else {
      out = at_ == chunks_a_stream + 3 ? Bytes{sse_done} : event;
    }
    return Pull::some;
  }

 private:
  int at_ = 0;
};

Handler without_json() {
  return [](const Request& request) -> Answer {
    static const Bytes body = to_json(completion_of({.model = "gpt-4o-mini"}));
    if (request.body.find("\"stream\":true") != request.body.npos) return std::make_unique<ReadyBytes>();
    return json_answer(200, body);
  };
}

// A server in a process of its own.
class Child {
 public:
  explicit Child(const std::function<Handler()>& make) {
    int ends[2];
    if (::pipe(ends) != 0) return;
    pid_ = ::fork();
    if (pid_ == 0) {
      HttplibServer server{make(), {}};
      const auto port = server.start();
      const int number = port ? *port : 0;
      if (::write(ends[1], &number, sizeof number) != sizeof number) ::_exit(1);
      for (;;) ::pause();
    }
    if (::read(ends[0], &port_, sizeof port_) != sizeof port_) port_ = 0;
    ::close(ends[0]);
    ::close(ends[1]);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  double cpu_seconds() const {
    clockid_t clock{};
    timespec time{};
    if (::clock_getcpuclockid(pid_, &clock) != 0) return 0;
    ::clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  }
  int port() const { return port_; }

 private:
  pid_t pid_ = -1;
  int port_ = 0;
};

// One kept-alive connection that asks and waits for the end of each answer.
class Caller {
 public:
  explicit Caller(int port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ok_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;
  ~Caller() { ::close(socket_); }
  // The answer ends with `end`.
  bool ask(const std::string& request, std::string_view end) {
    if (!ok_ || ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL) < 0) return false;
    got_.clear();
    while (!got_.ends_with(end)) {
      char piece[1 << 16];
      const auto n = ::recv(socket_, piece, sizeof piece, 0);
      if (n <= 0) return false;
      got_.append(piece, static_cast<std::size_t>(n));
    }
    return true;
  }

 private:
  int socket_;
  bool ok_ = false;
  std::string got_;
};

std::string http(const std::string& body) {
  return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

// Microseconds of the server's processor time a request; negative when an answer failed.
double cpu_each(const Child& server, const std::string& request, std::string_view end, std::size_t count) {
  Caller caller{server.port()};
  if (!caller.ask(request, end)) return -1;
  const auto before = server.cpu_seconds();
  for (std::size_t i = 0; i < count; ++i) {
    if (!caller.ask(request, end)) return -1;
  }
  return (server.cpu_seconds() - before) * 1e6 / static_cast<double>(count);
}

}  // namespace

void measure_server(const Options& options, Report& report) {
  if (!options.wants("server_cpu_request") && !options.wants("server_cpu_stream")) return;
  const Child ours{with_json}, bare{without_json};
  auto whole = small_request();
  whole.replace(whole.find("\"stream\":true"), 13, "\"stream\":false");
  const auto measure = [&](const std::string& name, const std::string& body, std::string_view end, std::size_t count) {
    if (!options.wants(name)) return;
    const auto request = http(body);
    report.add(in_pairs(
        name, "us", options.runs(), [&] { return cpu_each(ours, request, end, count); },
        [&] { return cpu_each(bare, request, end, count); }));
  };
  measure("server_cpu_request", whole, "}", options.scaled(10'000));
  measure("server_cpu_stream", small_request(), "0\r\n\r\n", options.scaled(2'000));
}

}  // namespace bench
