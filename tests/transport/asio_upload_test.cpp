// SPDX-License-Identifier: MIT
#include "raw_socket.hpp"

#include <oaicompat/http/multipart.hpp>
#include <oaicompat/layers/retry.hpp>
#include <oaicompat/transport/asio/client.hpp>
#include <oaicompat/transport/asio/server.hpp>
#include <oaicompat/transport/memory.hpp>

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <atomic>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

constexpr std::size_t mib = 1 << 20;

// A folder of the test's own.
struct UploadFolder {
  UploadFolder()
      : path{std::filesystem::temp_directory_path() / ("oaicompat-upload-test-" + std::to_string(::getpid()))} {
    std::filesystem::create_directory(path);
  }
  ~UploadFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  bool empty() const { return std::filesystem::is_empty(path); }
  const std::filesystem::path path;
};

// Takes uploads, and holds on to the last one.
struct UploadServer {
  explicit UploadServer(AsioServerOptions options)
      : server{[this](Request request) {
                 std::lock_guard lock{mutex};
                 last = std::move(request.body);
                 return ready_answer({}, "taken");
               },
               std::move(options)} {
    const auto started = server.start();
    REQUIRE(started.has_value());
    port = *started;
  }
  Body taken() {
    std::lock_guard lock{mutex};
    return std::exchange(last, {});
  }
  SocketAnswer ask(std::string_view bytes) const {
    auto socket = RawSocket::connect(port);
    socket.send(bytes);
    return socket.read_answer();
  }
  std::mutex mutex;
  Body last;
  AsioServer server;
  int port = 0;
};

std::string form_head(const std::string& length) {
  return "POST /v1/audio/transcriptions HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=XX\r\n" +
         length + "\r\n";
}
std::string form_of(std::size_t size) {
  std::string data(size, 'x');
  for (std::size_t i = 0; i < size; i += 997) data[i] = static_cast<char>('a' + i / 997 % 26);
  Bytes out;
  append_part(out, "XX", {.name = "model"}, "m");
  append_part(out, "XX", {.name = "file", .filename = "a.wav"}, data);
  append_multipart_end(out, "XX");
  return out;
}
std::string declared(std::string_view body) {
  return form_head("Content-Length: " + std::to_string(body.size()) + "\r\n") + std::string{body};
}
std::string in_chunks(std::string_view body) {
  auto out = form_head("Transfer-Encoding: chunked\r\n");
  constexpr std::size_t size = 0x10000;
  for (; body.size() >= size; body.remove_prefix(size)) out += "10000\r\n" + std::string{body.substr(0, size)} + "\r\n";
  for (const char c : body) out += "1\r\n" + std::string{c} + "\r\n";
  return out + "0\r\n\r\n";
}

}  // namespace

TEST_CASE("a large form lies in a file without a name, and goes with its request") {
  const UploadFolder folder;
  UploadServer s{{.max_body = 2 * mib, .spool_over = 100'000, .spool_directory = folder.path.string()}};
  for (const std::size_t size : {std::size_t{99'000}, std::size_t{99'900}, std::size_t{150'000}, 3 * mib}) {
    CAPTURE(size);
    const auto form = form_of(size);
    for (const auto& sent : {declared(form), in_chunks(form)}) {
      const auto answer = s.ask(sent);
      CHECK(answer.body == "taken");
      const auto body = s.taken();
      CHECK((body == form));
      CHECK((body.keeper() != nullptr) == (form.size() > 100'000));
      CHECK(folder.empty());
    }
  }
}

TEST_CASE("a form too long for an upload is refused, and so is what is no form and too long for a body") {
  UploadServer s{{.max_body = 50'000, .max_upload = 200'000, .spool_over = 10'000}};
  const auto form = form_of(250'000);
  const auto declared_only = s.ask(form_head("Content-Length: " + std::to_string(form.size()) + "\r\n"));
  CHECK(declared_only.status == 413);
  CHECK(declared_only.body.find("exceeds 200000 bytes") != std::string::npos);
  CHECK(s.ask(in_chunks(form)).status == 413);
  const std::string json(60'000, ' ');
  const auto other =
      s.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n" + json);
  CHECK(other.status == 413);
  CHECK(other.body.find("exceeds 50000 bytes") != std::string::npos);
  CHECK(s.ask(declared(form_of(150'000))).status == 200);
}

TEST_CASE("uploads that the disk has no room for are refused, and small ones go on") {
  SUBCASE("there is no such directory") {
    UploadServer s{{.spool_over = 10'000, .spool_directory = "/nowhere/at/all"}};
    const auto answer = s.ask(declared(form_of(20'000)));
    CHECK(answer.status == 503);
    CHECK(answer.body.find("upload_storage_full") != std::string::npos);
    CHECK(answer.has("Retry-After: 1"));
    CHECK(s.ask(declared(form_of(5'000))).status == 200);
  }
  SUBCASE("others take it all, until they go") {
    UploadServer s{{.spool_over = 10'000, .max_spooled = 300'000}};
    CHECK(s.ask(declared(form_of(200'000))).status == 200);
    CHECK(s.ask(declared(form_of(200'000))).status == 503);
    s.taken();
    CHECK(s.ask(declared(form_of(200'000))).status == 200);
  }
  SUBCASE("whoever leaves gives it back") {
    UploadServer s{{.spool_over = 10'000, .max_spooled = 300'000}};
    for (int i = 0; i < 5; ++i) {
      auto socket = RawSocket::connect(s.port);
      socket.send(declared(form_of(250'000)).substr(0, 200'000));
      socket.close();
    }
    CHECK(eventually([&] { return s.ask(declared(form_of(200'000))).status == 200; }));
  }
}

TEST_CASE("a file that outgrows what the process may write is a refused upload, and no end of the process") {
  UploadServer s{{.spool_over = 10'000}};
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  auto little = before;
  little.rlim_cur = 100'000;
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &little) == 0);
  const auto refused = s.ask(declared(form_of(200'000)));
  const auto taken = s.ask(declared(form_of(50'000)));
  ::setrlimit(RLIMIT_FSIZE, &before);
  CHECK(refused.status == 503);
  CHECK(refused.body.find("upload_storage_full") != std::string::npos);
  CHECK(taken.status == 200);
}

TEST_CASE("a client sends pieces that others keep as they lie, again where it tries again") {
  std::atomic<int> asked = 0;
  const auto form = form_of(3 * mib);
  UploadServer s{{.spool_over = 10'000}};
  AsioServer failing{[&](Request request) {
    if (++asked == 1) return error_answer(api_error(503, "Again."));
    return request.body == form ? ready_answer({}, "the same") : ready_answer({}, "another");
  }};
  const auto port = failing.start();
  REQUIRE(port.has_value());
  struct Keeper final : BufferOwner {};
  const auto keeper = std::make_shared<const Keeper>();
  const std::string_view all = form;
  const auto handler = stack({retry({.policy = {.first_delay = 1ms}})},
                             asio_client({.origin = "http://127.0.0.1:" + std::to_string(*port)}));
  Request request{
      .method = "POST",
      .body =
          Body{{{all.substr(0, 10), keeper}, {all.substr(10, 2 * mib), keeper}, {all.substr(10 + 2 * mib), keeper}}}};
  const auto answer = collect(handler(std::move(request)));
  REQUIRE(answer.has_value());
  CHECK(answer->body == "the same");
  CHECK(asked == 2);
}
