// SPDX-License-Identifier: MIT
#include "footprint.hpp"
#include "numbered.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

using namespace oaicompat;
using namespace oaicompat::stress;
using test::eventually;
using test::RawSocket;

namespace {

enum class Leaving { fin, rst };

// RST is what a close sends that lingers for no time.
void leave(RawSocket& socket, Leaving how) {
  const linger at_once{1, 0};
  if (how == Leaving::rst) ::setsockopt(socket.socket().get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket.close();
}
void leave(std::vector<RawSocket>& sockets) {
  for (std::size_t i = 0; i < sockets.size(); ++i) leave(sockets[i], i % 2 == 0 ? Leaving::fin : Leaving::rst);
  sockets.clear();
}

// How far a caller goes before it leaves.
struct Phase {
  const char* name;
  std::string sent;
  int streams = 0;          // that its request begins
  const char* awaits = "";  // what it reads up to
};
std::vector<Phase> phases() {
  const auto whole = chat_post(chat_body("endless"));
  return {{.name = "before the head", .sent = ""},
          {.name = "in the head", .sent = whole.substr(0, 60)},
          {.name = "in the body", .sent = whole.substr(0, whole.size() - 10)},
          {.name = "before the answer", .sent = chat_post(chat_body("silent")), .streams = 1},
          {.name = "in the stream", .sent = whole, .streams = 1, .awaits = R"("content":"2")"}};
}

constexpr int batch = 50;
constexpr std::ptrdiff_t slack = 40 << 10;  // bytes that containers may have grown by: a few for each caller

// That many callers come, reach their phase together, and leave together.
template <class Listening>
void come_and_go(Numbered<Listening>& s, const Phase& phase) {
  std::vector<RawSocket> callers;
  for (int i = 0; i < batch; ++i) {
    callers.push_back(s.connect());
    callers.back().send(phase.sent);
  }
  if (phase.streams > 0) REQUIRE(eventually([&] { return s.engine.live() == batch; }, 30s));
  for (auto& caller : callers) {
    if (*phase.awaits) REQUIRE(!caller.read_until(phase.awaits).empty());
  }
  leave(callers);
  REQUIRE(s.holds(0, 0));  // pools keep memory for as many as were there at once
}

template <class Listening>
void hang_up_everywhere(Numbered<Listening>& s, int count) {
  for (const auto& phase : phases()) {
    CAPTURE(phase.name);
    for (int done = 0; done < count; done += batch) come_and_go(s, phase);
  }
}

// Callers of all phases leave a server that lets its last streams end; none of them holds it up.
template <class Listening>
void hang_up_while_draining() {
  Numbered<Listening> s;
  auto idle = s.connect();
  idle.send(test::get("/health"));
  REQUIRE(idle.read_answer().status == 200);
  std::vector<RawSocket> callers;
  const auto all = phases();
  for (int i = 0; i < batch; ++i) {
    callers.push_back(s.connect());
    callers.back().send(all[static_cast<std::size_t>(i) % all.size()].sent);
  }
  REQUIRE(eventually([&] { return s.engine.live() == batch * 2 / 5; }, 30s));
  const auto from = test::now();
  std::thread stopping{[&] { s.server.stop(60s); }};
  CHECK(idle.read_all().empty());  // closed: the server drains
  leave(callers);
  stopping.join();
  CHECK(test::ms_since(from) < 30'000);
  CHECK(s.holds(0, 0));
}

// A server's life, all its callers ill-behaved.
template <class Listening>
void whole_life(int each_phase, int drains) {
  {
    Numbered<Listening> s;
    hang_up_everywhere(s, batch);
    const auto before = footprint();
    hang_up_everywhere(s, each_phase);
    CHECK(eventually([&] { return footprint().descriptors <= before.descriptors; }));
    if constexpr (!holds_threads<Listening>) {  // threads rest for a while before they end
      CHECK(eventually([&] { return footprint().threads == before.threads; }));
      CHECK(eventually([&] { return footprint().bytes - before.bytes < slack; }));
    }
  }
  for (int i = 0; i < drains; ++i) hang_up_while_draining<Listening>();
}

template <class Listening>
void leaves_nothing(int each_phase, int drains) {
  whole_life<Listening>(batch, 1);
  const auto before = footprint();
  whole_life<Listening>(each_phase, drains);
  // A joined thread is listed a moment longer, and so is what it held.
  CHECK(eventually([&] { return footprint().threads <= before.threads; }));
  CHECK(eventually([&] { return footprint().descriptors <= before.descriptors; }));
  CHECK(eventually([&] { return footprint().bytes - before.bytes < slack; }));
}

}  // namespace

#if OAICOMPAT_ASIO
TEST_CASE(
    "ten thousand callers who leave at every point, by FIN and by RST, leave no connection, thread, descriptor or "
    "byte") {
  leaves_nothing<AsioServer>(scaled(10'000, 1'900), scaled(200, 10));
}
#endif

TEST_CASE("callers who leave a server of threads at every point leave nothing there either") {
  leaves_nothing<HttplibServer>(scaled(1'000, 150), scaled(20, 3));
}
