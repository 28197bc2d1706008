// Servers beside servers: processor time a request and a stream, answers a second, ten thousand streams by the clock.
// SPDX-License-Identifier: MIT
#include "bench.hpp"
#include "load_generator.hpp"
#include "process.hpp"
#include "requests.hpp"

#include <algorithm>

namespace bench {
namespace {

std::string program(const char* name) { return std::string{OAICOMPAT_BENCH_SERVERS} + "/" + name; }

std::string whole_request() {
  auto body = small_request();
  body.replace(body.find("\"stream\":true"), 13, "\"stream\":false");
  return chat_request(body);
}
std::string stream_request() { return chat_request(small_request()); }

// The same stream as a response's events.
std::string response_request() {
  return post_request(
      "/v1/responses",
      R"({"model":"gpt-4o-mini","instructions":"You are a helpful assistant that answers in one sentence.",)"
      R"("input":"What is the tallest mountain in Europe, and who first climbed it?","stream":true,"store":false})");
}

// What a server is asked for in one run.
struct Load {
  std::string request;
  std::size_t connections = 1, answers = 1;
};
LoadResult run(const Process& server, const Load& load) {
  return generate_load(
      {.port = server.port(), .request = load.request, .connections = load.connections, .answers = load.answers});
}
// Microseconds of the server's processor time an answer; negative when an answer failed.
double cpu_each(const Process& server, const Load& load) {
  const auto before = server.cpu_seconds();
  const auto result = run(server, load);
  if (result.failed > 0) return -1;
  return (server.cpu_seconds() - before) * 1e6 / static_cast<double>(result.answered);
}
double per_second(const Process& server, const Load& load) {
  const auto result = run(server, load);
  return result.failed > 0 ? -1 : result.per_second();
}

using Cost = double (*)(const Process&, const Load&);

// Two servers beside each other under the same load.
struct Pair {
  std::string name, unit;
  Cost cost;
  Load load;
  std::string ours;
  std::vector<std::string> our_words;
  std::string baseline;
  std::vector<std::string> baseline_words;
};
void measure(const Pair& pair, const Options& options, Report& report) {
  if (!options.wants(pair.name)) return;
  const Process ours{program(pair.ours.c_str()), pair.our_words},
      baseline{program(pair.baseline.c_str()), pair.baseline_words};
  report.add(in_pairs(
      pair.name, pair.unit, options.runs(), [&] { return pair.cost(ours, pair.load); },
      [&] { return pair.cost(baseline, pair.load); }));
}

// A response of 100 deltas, derived from a chat, beside that chat.
void measure_derived(const Options& options, Report& report) {
  const std::string name = "response_stream_cpu_vs_chat";
  if (!options.wants(name)) return;
  const Process server{program("bench-ours"), {"asio"}};
  const Load response{response_request(), 1, options.scaled(2'000)}, chat{stream_request(), 1, options.scaled(2'000)};
  report.add(in_pairs(
      name, "us", options.runs(), [&] { return cpu_each(server, response); }, [&] { return cpu_each(server, chat); }));
}

// The same words in each dialect, streamed and whole, beside chat on the same server.
void measure_dialects(const Options& options, Report& report) {
  const auto count = options.scaled(2'000);
  const std::string contents =
      R"("contents":[{"role":"user","parts":[{"text":"What is the tallest mountain in Europe?"}]}])";
  const std::string messages =
      R"("messages":[{"role":"user","content":"What is the tallest mountain in Europe, and who first climbed it?"}])";
  const auto anthropic = [&](const char* stream) {
    return post_request("/v1/messages",
                        R"({"model":"m","max_tokens":256,"stream":)" + std::string{stream} + "," + messages + "}");
  };
  const auto ollama = [&](const char* stream) {
    return post_request("/api/chat", R"({"model":"m","stream":)" + std::string{stream} + "," + messages + "}");
  };
  const std::string gemini = "/v1beta/models/m:";
  const std::pair<const char*, std::string> streams[] = {
      {"anthropic", anthropic("true")},
      {"gemini", post_request(gemini + "streamGenerateContent?alt=sse", "{" + contents + "}")},
      {"ollama", ollama("true")}};
  const std::pair<const char*, std::string> wholes[] = {
      {"anthropic", anthropic("false")},
      {"gemini", post_request(gemini + "generateContent", "{" + contents + "}")},
      {"ollama", ollama("false")}};
  const auto beside_chat = [&](const std::string& name, const Load& asked, const Load& chat) {
    if (!options.wants(name)) return;
    const Process server{program("bench-ours"), {"asio"}};
    report.add(in_pairs(
        name, "us", options.runs(), [&] { return cpu_each(server, asked); }, [&] { return cpu_each(server, chat); }));
  };
  for (const auto& [dialect, request] : streams) {
    beside_chat(std::string{dialect} + "_stream_cpu_vs_chat", {request, 1, count}, {stream_request(), 1, count});
  }
  for (const auto& [dialect, request] : wholes) {
    beside_chat(std::string{dialect} + "_answer_cpu_vs_chat", {request, 1, count * 5}, {whole_request(), 1, count * 5});
  }
}

// --- ten thousand streams ------------------------------------------------------------------------------------------

struct LoadedServer {
  double at_once = 0, failed = 0, lost = 0, bytes_a_stream = 0, p99_gap_ms = 0, cpu_seconds = 0;
};
std::string timed_chat(int chunks) {
  auto body = small_request();
  body.replace(body.find("user-1234567890"), 15, "timed " + std::to_string(chunks));
  return chat_request(body);
}
std::string timed_anthropic(int chunks) {
  return post_request("/v1/messages", R"({"model":"m","max_tokens":256,"stream":true,"metadata":{"user_id":"timed )" +
                                          std::to_string(chunks) +
                                          R"("},"messages":[{"role":"user","content":"Count."}]})");
}
// The demo says back what it is told, a word at a time.
std::string timed_demo(int chunks) {
  std::string words;
  for (int i = 0; i < chunks; ++i) words += " #" + std::to_string(i) + "#";
  return chat_request(R"({"model":"demo","stream":true,"messages":[{"role":"user","content":")" + words + "\"}]}");
}
LoadedServer many_streams(const Process& server, std::size_t streams, int chunks, std::string (*request)(int)) {
  const auto cpu = server.cpu_seconds();
  const auto idle = server.resident_bytes();
  std::size_t busy = idle;
  auto result = generate_load({.port = server.port(),
                               .request = request(chunks),
                               .connections = streams,
                               .answers = streams,
                               .connect_over = std::chrono::seconds{2}},
                              [&] { busy = server.resident_bytes(); });
  LoadedServer out;
  out.at_once = static_cast<double>(result.at_once);
  out.failed = static_cast<double>(result.failed);
  out.lost = static_cast<double>(streams * static_cast<std::size_t>(chunks) - result.events + result.out_of_order);
  out.bytes_a_stream = static_cast<double>(busy - idle) / static_cast<double>(streams);
  out.p99_gap_ms = percentile(result.gaps_ms, 0.99);
  out.cpu_seconds = server.cpu_seconds() - cpu;
  return out;
}

// A server that streams by the clock.
struct TimedServer {
  std::string name, program;
  std::vector<std::string> words;
  std::string (*request)(int chunks);
};

// Ours beside bare Beast, which streams the same chunks of chat. As many as there are descriptors for.
void measure_many_streams(const TimedServer& timed, const Options& options, Report& report) {
  const auto& name = timed.name;
  if (!options.wants(name)) return;
  const auto streams = std::min<std::size_t>(options.quick ? 1'000 : 10'000, raise_descriptor_limit() - 100);
  const int chunks = options.quick ? 40 : 60;
  const int runs = options.quick ? 1 : 5;
  std::vector<LoadedServer> ours, bare;
  for (int i = 0; i < runs; ++i) {
    const Process our_server{timed.program, timed.words}, bare_server{program("bench-bare-beast")};
    ours.push_back(many_streams(our_server, streams, chunks, timed.request));
    bare.push_back(many_streams(bare_server, streams, chunks, timed_chat));
  }
  const auto add = [&](const char* what, const char* unit, double LoadedServer::*member) {
    std::vector<double> a, b, ratios;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      a.push_back(ours[i].*member);
      b.push_back(bare[i].*member);
      ratios.push_back(b.back() > 0 ? a.back() / b.back() : 0);
    }
    report.add({name + "_" + what, median(a), median(b), median(ratios), unit, runs});
  };
  add("at_once", "streams", &LoadedServer::at_once);
  add("failed", "streams", &LoadedServer::failed);
  add("lost", "events", &LoadedServer::lost);
  add("rss", "bytes a stream", &LoadedServer::bytes_a_stream);
  add("p99_gap", "ms", &LoadedServer::p99_gap_ms);
  add("cpu", "s", &LoadedServer::cpu_seconds);
}

}  // namespace

void measure_servers(const Options& options, Report& report) {
  const Load one{whole_request(), 1, options.scaled(10'000)}, one_stream{stream_request(), 1, options.scaled(2'000)};
  const Load many{whole_request(), 32, options.scaled(40'000)},
      many_streams{stream_request(), 32, options.scaled(10'000)};
  const std::vector<Pair> pairs{
      {"server_cpu_request", "us", cpu_each, one, "bench-ours", {"httplib"}, "bench-ours", {"httplib", "no-json"}},
      {"server_cpu_stream",
       "us",
       cpu_each,
       one_stream,
       "bench-ours",
       {"httplib"},
       "bench-ours",
       {"httplib", "no-json"}},
      {"server_cpu_request_vs_nlohmann",
       "us",
       cpu_each,
       one,
       "bench-ours",
       {"httplib"},
       "bench-bare-httplib",
       {"nlohmann"}},
      {"server_cpu_stream_vs_nlohmann",
       "us",
       cpu_each,
       one_stream,
       "bench-ours",
       {"httplib"},
       "bench-bare-httplib",
       {"nlohmann"}},
      {"server_cpu_request_vs_bare_httplib", "us", cpu_each, one, "bench-ours", {"httplib"}, "bench-bare-httplib", {}},
      {"asio_requests_vs_beast", "/s", per_second, many, "bench-ours", {"asio"}, "bench-bare-beast", {}},
      {"asio_requests_vs_epoll", "/s", per_second, many, "bench-ours", {"asio"}, "bench-bare-epoll", {}},
      {"asio_requests_vs_httplib", "/s", per_second, many, "bench-ours", {"asio"}, "bench-ours", {"httplib"}},
      {"asio_requests_vs_nlohmann", "/s", per_second, many, "bench-ours", {"asio"}, "bench-bare-httplib", {"nlohmann"}},
      {"asio_streams_vs_beast", "/s", per_second, many_streams, "bench-ours", {"asio"}, "bench-bare-beast", {}},
      {"asio_streams_vs_httplib", "/s", per_second, many_streams, "bench-ours", {"asio"}, "bench-ours", {"httplib"}},
      {"asio_streams_vs_write_each",
       "/s",
       per_second,
       many_streams,
       "bench-ours",
       {"asio"},
       "bench-ours",
       {"asio", "write-each"}},
      {"asio_cpu_request_vs_beast", "us", cpu_each, many, "bench-ours", {"asio"}, "bench-bare-beast", {}},
      {"asio_cpu_request_vs_httplib", "us", cpu_each, many, "bench-ours", {"asio"}, "bench-ours", {"httplib"}},
      {"asio_cpu_stream_vs_httplib", "us", cpu_each, many_streams, "bench-ours", {"asio"}, "bench-ours", {"httplib"}},
  };
  for (const auto& pair : pairs) measure(pair, options, report);
  measure_derived(options, report);
  measure_dialects(options, report);
  const auto ours = program("bench-ours");
  measure_many_streams({"asio_10000_streams", ours, {"asio"}, timed_chat}, options, report);
  measure_many_streams({"anthropic_10000_streams", ours, {"asio"}, timed_anthropic}, options, report);
  const std::string demo = OAICOMPAT_BENCH_DEMO;
  const std::vector<std::string> listening{"--transport", "asio", "--port", "0", "--delay-ms", "100"};
  if (!demo.empty()) measure_many_streams({"demo_10000_streams", demo, listening, timed_demo}, options, report);
}

}  // namespace bench
