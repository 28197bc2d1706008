// What a store over the Redis protocol adds: it is somewhere else, and may be away.
// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <thread>

using namespace oaicompat;
using namespace oaicompat::test;

namespace {

// A server of the case's own; where there is none the case is left out.
#define REDIS_SERVER(server, ...)                                                \
  if (!RedisServer::shared()) return;                                            \
  const auto server = RedisServer::start(std::vector<std::string>{__VA_ARGS__}); \
  REQUIRE(server)

RedisStoreOptions impatient(const RedisServer& server) {
  return {.url = server.url(),
          .command_timeout = std::chrono::milliseconds{200},
          .max_connect_attempts = 2,
          .reconnect_delay = std::chrono::milliseconds{1}};
}

}  // namespace

TEST_CASE("a URL that is none is refused, and not repeated") {
  for (const char* url :
       {"", "redis:", "redis://", "http://h", "rediss://h", "redis://h:x", "redis://h:0", "redis://h/x",
        "redis://h/1/2", "redis://h/1?x=1", "redis://secret@", "redis://:secret@h:99999"}) {
    CAPTURE(url);
    const auto store = redis_store({.url = url});
    REQUIRE_FALSE(store);
    CHECK(store.error().kind == ErrorKind::invalid_argument);
    CHECK(store.error().message.find("secret") == std::string::npos);
  }
  for (const char* prefix : {"", "a{b", "}"})
    CHECK(redis_store({.prefix = prefix}).error().kind == ErrorKind::invalid_argument);
}

TEST_CASE("stores of one prefix and database are one, and others are not") {
  REDIS_SERVER(server);
  const auto store = redis_store({.url = server->url()}).value();
  REQUIRE(store->write({put("c", "1", "a")}));
  CHECK(redis_store({.url = server->url() + "/0"}).value()->read("c", "1").value());
  CHECK_FALSE(redis_store({.url = server->url() + "/1"}).value()->read("c", "1").value());
  CHECK_FALSE(redis_store({.url = server->url(), .prefix = "other"}).value()->read("c", "1").value());
  CHECK(redis_store({.url = server->url() + "/99"}).error().code == "store_failed");
}

TEST_CASE("a password is given, with a name or without, and a wrong one is an error") {
  REDIS_SERVER(server, "--requirepass", "p@ss/word", "--user", "app", "on", ">secret", "~*", "+@all");
  CHECK(redis_store({.url = server->url(":p%40ss%2Fword@")}));
  CHECK(redis_store({.url = server->url("app:secret@")}));
  for (const char* user : {"", ":wrong@", "app:wrong@", "nobody:secret@"}) {
    CAPTURE(user);
    const auto refused = redis_store({.url = server->url(user)});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().status == 500);
    CHECK(refused.error().code == "store_failed");
  }
}

TEST_CASE("a server that is away is an error, and it is found again when it is back") {
  REDIS_SERVER(server);
  const auto store = redis_store(impatient(*server)).value();
  REQUIRE(store->write({put("c", "1", "a")}));
  server->end(SIGKILL);
  for (const auto& error : {store->read("c", "1").error(), store->list("c", {}).error(),
                            store->write({put("c", "2", "b")}).error(), redis_store(impatient(*server)).error()}) {
    CHECK(error.status == 500);
    CHECK(error.code == "store_failed");
  }
  REQUIRE(server->run());
  // It has forgotten all, the scripts too.
  CHECK_FALSE(store->read("c", "1").value());
  CHECK(ids(store->list("c", {})) == ".");
  CHECK(store->write({put("c", "2", "b")}));
  CHECK(ids(store->list("c", {})) == "2 .");
  // Away only while nobody asked: nothing is noticed of it.
  server->end(SIGKILL);
  REQUIRE(server->run());
  CHECK(store->write({put("c", "3", "c")}));
}

TEST_CASE("a server that says nothing is busy, for as long as it may be and no longer") {
  REDIS_SERVER(server);
  const auto store = redis_store(impatient(*server)).value();
  REQUIRE(store->write({put("c", "1", "a")}));
  kill(server->pid(), SIGSTOP);
  CHECK(store->write({put("c", "2", "b")}).error().code == "store_busy");
  CHECK(store->read("c", "1").error().code == "store_busy");
  kill(server->pid(), SIGCONT);
  CHECK(store->read("c", "1").value());
}

TEST_CASE("a server whose memory is used up takes no records, but removals") {
  REDIS_SERVER(server, "--maxmemory", "3mb", "--maxmemory-policy", "noeviction");
  const auto store = redis_store(impatient(*server)).value();
  REQUIRE(store->write({put("c", "kept", "a"), put("c/kept/items", "1", "")}));
  Result<void> written;
  int wrote = 0;
  for (; written && wrote < 1'000; ++wrote)
    written = store->write({put("c", std::to_string(wrote), std::string(50'000, 'x'))});
  REQUIRE_FALSE(written);
  CHECK(written.error().code == "store_full");
  CHECK(store->list("c", {.limit = 1'000})->records.size() == static_cast<std::size_t>(wrote));
  CHECK_FALSE(store->write({take_out("c", "kept"), put("c", "more", std::string(50'000, 'x'))}));
  CHECK(store->read("c/kept/items", "1").value());
  REQUIRE(store->write({take_out("c")}));
  CHECK(store->write({put("c", "more", std::string(50'000, 'x'))}));
}

TEST_CASE("what is removed leaves no keys, and what is remembered of it goes after its time") {
  if (!is_here<InRedis>()) return;
  InRedis kind;
  REQUIRE(kind.store->write({put("c", "1", "", {{"a", "b"}}), put("c/1/items", "x", ""), put("d", "1", "")}));
  auto brief = put("e", "1", "");
  brief.put->expires_at = kind.clock->unix_time() + 1;
  REQUIRE(kind.store->write({brief, take_out("c", "1"), take_out("d")}));
  kind.clock->advance(std::chrono::seconds{500});
  REQUIRE(kind.store->write({put("last", "1", "")}));
  CHECK(kind.store->list("c", {.after = "1"}).error().status == 404);
  kind.clock->advance(std::chrono::seconds{500});
  REQUIRE(kind.store->write({take_out("last")}));
  CHECK(kind.store->list("e", {.after = "1"}).error().status == 404);
}

TEST_CASE("a writer that is killed leaves all of a write or nothing") {
  if (!is_here<InRedis>()) return;
  const auto prefix = random_id("killed-");
  const auto open = [&] { return redis_store({.url = RedisServer::shared()->url(), .prefix = prefix}).value(); };
  int total = 0;
  for (int round = 0; round < 10; ++round) {
    const auto name = std::to_string(round) + ".";
    const auto acknowledged =
        acknowledged_until_killed(std::chrono::microseconds{(round * 7'919) % 20'000}, [&](auto tell) {
          const auto own = open();
          for (int i = 0;
               own->write({put("a", name + std::to_string(i), ""), put("b", name + std::to_string(i), "")}) && tell(i);
               ++i) {
          }
        });
    total += acknowledged;
    const auto store = open();
    const auto a = store->list("a", {.limit = 1'000'000}).value(), b = store->list("b", {.limit = 1'000'000}).value();
    CHECK(a.records.size() >= static_cast<std::size_t>(total));
    REQUIRE(a.records.size() == b.records.size());
    for (int i = 0; i < acknowledged; ++i) REQUIRE(store->read("b", name + std::to_string(i)).value());
  }
  MESSAGE(total, " writes acknowledged");
}
