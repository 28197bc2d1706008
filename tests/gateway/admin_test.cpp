// SPDX-License-Identifier: MIT
#include "logged.hpp"

#include <oaicompat/base/random_id.hpp>
#include <oaicompat/gateway/admin.hpp>
#include <oaicompat/json/any_json.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

using namespace oaicompat;

namespace admin_test {

struct Office {
  logged::Ground ground;
  std::filesystem::path path = std::filesystem::temp_directory_path() / random_id("oaicompat-admin-");
  std::shared_ptr<RulesFile> file;
  Handler handler;

  AnswerCachePtr cache = memory_cache(1 << 20);

  Office() {
    write(logged::rules);
    file = std::make_shared<RulesFile>(path.string(), nullptr, ground.clock);
    REQUIRE(file->load().has_value());
    handler = admin_handler(*ground.gateway, {.key = "admin-secret",
                                              .file = file,
                                              .log = ground.log,
                                              .metrics = ground.metrics,
                                              .cache = cache,
                                              .clock = ground.clock});
  }
  ~Office() { std::filesystem::remove(path); }
  Office(const Office&) = delete;
  Office& operator=(const Office&) = delete;

  void write(const std::string& text) const { std::ofstream{path, std::ios::binary} << text; }
  fakes::Taken call(std::string method, std::string target, std::string text = {}, bool with_key = true) const {
    Request request{.method = std::move(method)};
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    if (question != target.npos) request.query = target.substr(question + 1);
    if (with_key) request.headers.add("authorization", "Bearer admin-secret");
    request.body = Body{std::move(text)};
    request.context.peer = "127.0.0.1:7";
    return fakes::take(handler(std::move(request)));
  }
  Json get(std::string target) const { return Json{Text{call("GET", std::move(target)).body}}; }
};

std::string text_of(const Json& json, std::string_view key) { return json.at(key).as_string().value_or("none"); }

}  // namespace admin_test

using admin_test::Office;
using admin_test::text_of;

TEST_CASE("administrators show a key, and errors are in the API's shape") {
  const Office office;
  for (const auto* path : {"/admin/targets", "/admin/keys", "/admin/logs", "/admin/config/status", "/admin/nothing"}) {
    const auto taken = office.call("GET", path, {}, false);
    CHECK(taken.head->status == 401);
    CHECK(text_of(Json{Text{taken.body}}.at("error"), "code") == "invalid_api_key");
  }
  CHECK(office.call("GET", "/admin/nothing").head->status == 404);
  CHECK(office.call("POST", "/admin/targets").head->status == 405);
  CHECK(office.call("GET", "/admin/explain").head->status == 405);
  const auto closed = admin_handler(*office.ground.gateway, {});
  CHECK(fakes::take(closed({.path = "/admin/targets", .headers = {{"authorization", "Bearer "}}})).head->status == 401);
}

TEST_CASE("a folder in the place of a file that the rules name, or of their own, changes nothing and is told") {
  const Office office;
  const auto version = text_of(office.get("/admin/config/status"), "version");
  const auto folder = std::filesystem::temp_directory_path().string();
  const std::string target = "[targets.a]\nbase_url = \"http://a/v1\"\n",
                    route = "[[routes]]\nuse = [{ target = \"a\" }]\n";
  const auto refused = [&] {
    CHECK(office.call("POST", "/admin/config/reload").head->status == 422);
    CHECK_FALSE(office.file->has_changed());
    const auto status = office.get("/admin/config/status");
    CHECK(text_of(status, "version") == version);
    CHECK(text_of(status.at("last_error"), "message").starts_with("Cannot read "));
  };
  office.write("price_file = \"" + folder + "\"\n" + target + route);
  refused();
  office.write(target + "key = \"file:" + folder + "\"\n" + route);
  refused();
  std::filesystem::remove(office.path);
  std::filesystem::create_directory(office.path);
  refused();
}

TEST_CASE("targets are shown without secrets, drained and brought back, and each change is audited") {
  const Office office;
  const auto near = [&] { return office.get("/admin/targets").at("data").at(std::size_t{1}); };  // by name
  const auto before = near();
  CHECK(text_of(before, "name") == "near");
  CHECK(text_of(before, "base_url") == "http://near/v1");
  CHECK(text_of(before, "breaker") == "closed");
  CHECK(office.call("POST", "/admin/targets/near/drain").head->status == 200);
  CHECK(near().at("drained").as_bool() == true);
  CHECK(office.call("POST", "/admin/targets/nobody/drain").head->status == 404);
  CHECK(office.call("POST", "/admin/targets/near/burn").head->status == 404);
  CHECK(office.call("POST", "/admin/targets/near/undrain").head->status == 200);
  office.ground.log->flush();
  const auto changes = office.get("/admin/audit").at("data");
  REQUIRE(changes.size() == 2);
  CHECK(text_of(changes.at(std::size_t{0}), "what") == "drain");
  CHECK(text_of(changes.at(std::size_t{0}), "who") == "127.0.0.1:7");
  CHECK(text_of(changes.at(std::size_t{0}), "before") == "in use");
  CHECK(text_of(changes.at(std::size_t{0}), "after") == "drained");
}

TEST_CASE("keys are shown by their names, limits and the beginning of their hashes") {
  const Office office;
  const auto key = office.get("/admin/keys").at("data").at(std::size_t{0});
  CHECK(text_of(key, "name") == "app");
  CHECK(text_of(key, "sha256") == "2c090a8fd155...");
  CHECK(key.at("limits").at("rpm").as_integer() == 100);
}

TEST_CASE("a decision is explained without asking a target") {
  const Office office;
  const auto plan = Json{Text{office.call("POST", "/admin/explain?tenant=team", logged::body).body}};
  CHECK(text_of(plan, "route") == "small");
  CHECK(office.ground.targets.at("near").count() == 0);
}

TEST_CASE("a bad file changes nothing and says so, until it is mended") {
  Office office;
  const auto first = text_of(office.get("/admin/config/status"), "version");
  CHECK(first.size() == 12);
  office.write(logged::rules + "nonsense = 1\n");
  CHECK(office.file->has_changed());
  const auto refused = office.call("POST", "/admin/config/reload");
  CHECK(refused.head->status == 422);
  CHECK(refused.body.find("unknown key") != std::string::npos);
  CHECK_FALSE(office.file->has_changed());  // it is not tried over and over
  const auto status = office.get("/admin/config/status");
  CHECK(text_of(status, "version") == first);
  CHECK(text_of(status.at("last_error"), "message").find("unknown key \"nonsense\"") != std::string::npos);
  office.write(logged::rules + "# mended\n");
  CHECK(office.file->has_changed());
  CHECK(office.call("POST", "/admin/config/reload").head->status == 200);
  CHECK(text_of(office.get("/admin/config/status"), "version") != first);
  CHECK(office.get("/admin/config/status").at("last_error").is_null());
}

TEST_CASE("a secret that changes in its file is used after a reload, and is shown nowhere") {
  Office office;
  const auto secret = office.path.string() + "-secret";
  const auto put = [&](const char* text) { std::ofstream{secret, std::ios::binary} << text; };
  put("sk-first\n");
  auto changed = logged::rules;
  changed.insert(changed.find("[targets.far]"), "key = \"file:" + secret + "\"\n");
  office.write(changed);
  REQUIRE(office.file->reload(*office.ground.gateway).has_value());
  CHECK_FALSE(office.file->has_changed());
  put("sk-second\n");
  CHECK(office.file->has_changed());
  REQUIRE(office.file->reload(*office.ground.gateway).has_value());
  office.ground.ask_whole();
  CHECK(office.ground.targets["near"].last().request.headers.get("authorization") == "Bearer sk-second");
  std::filesystem::remove(secret);
  CHECK(office.file->has_changed());
  CHECK_FALSE(office.file->reload(*office.ground.gateway).has_value());
  office.ground.ask_whole();
  CHECK(office.ground.targets["near"].last().request.headers.get("authorization") == "Bearer sk-second");
  office.ground.log->flush();
  for (const auto* path :
       {"/admin/targets", "/admin/keys", "/admin/logs", "/admin/config/status", "/metrics", "/admin/audit"}) {
    const auto body = office.call("GET", path).body;
    CHECK_MESSAGE(body.find("sk-second") == std::string::npos, path);
    CHECK_MESSAGE(body.find("admin-secret") == std::string::npos, path);
    CHECK_MESSAGE(body.find("hidden") == std::string::npos, path);
    CHECK_MESSAGE(body.find("sk-oc-1") == std::string::npos, path);
  }
}

TEST_CASE("the log is listed without bodies, and one record is shown with them") {
  Office office;
  const auto id = office.ground.ask_whole().header("x-oaicompat-request-id");
  office.ground.log->flush();
  const auto list = office.call("GET", "/admin/logs?model=small&limit=10");
  CHECK(list.body.find(id) != std::string::npos);
  CHECK(list.body.find("messages") == std::string::npos);
  CHECK(office.get("/admin/logs/" + id).at("request").at("model").as_string() == "small");
  for (const auto* bad :
       {"/admin/logs?limit=0", "/admin/logs?limit=1001", "/admin/logs?limit=x", "/admin/logs?modle=a"}) {
    CHECK_MESSAGE(office.call("GET", bad).head->status == 400, bad);
  }
}

TEST_CASE("a gateway lives while it runs, and is ready while a target may be asked") {
  Office office;
  CHECK(office.call("GET", "/health/live", {}, false).head->status == 200);
  CHECK(office.call("GET", "/health/ready", {}, false).head->status == 200);
  office.ground.gateway->drain("near", true);
  CHECK(office.call("GET", "/health/ready", {}, false).head->status == 200);
  office.ground.gateway->drain("far", true);
  CHECK(office.call("GET", "/health/ready", {}, false).head->status == 503);
  CHECK(office.call("GET", "/health/live", {}, false).head->status == 200);
}

TEST_CASE("a key's limits are shown as they stand") {
  Office office;
  office.ground.ask_whole();
  const auto standing = office.get("/admin/keys").at("data").at(std::size_t{0}).at("standings").at(std::size_t{0});
  CHECK(text_of(standing, "counter") == "key/app/requests");
  CHECK(text_of(standing, "window") == "minute");
  CHECK(standing.at("limit").as_integer() == 100);
  CHECK(standing.at("remaining").as_integer() == 99);
}

TEST_CASE(
    "a trial is a request of the key that it shows, to the one target that it names, and never shows the "
    "administrator's") {
  Office office;
  const auto gateway = *office.ground.gateway;
  const auto handler = admin_handler(gateway, {.key = "admin-secret", .try_out = [&](const std::string& target) {
                                                 return target.empty() ? gateway.handler() : gateway.handler_to(target);
                                               }});
  const auto trial = [&](Headers headers, std::string target) {
    headers.add("authorization", "Bearer admin-secret");
    headers.add("x-oaicompat-try-target", std::move(target));
    auto request = fakes::post(std::move(headers), logged::body);
    request.path = "/admin/try/v1/chat/completions";
    return handler(std::move(request));
  };
  CHECK(fakes::take(trial({}, "")).head->status == 401);
  const auto far = trial({{"x-oaicompat-caller-key", "sk-oc-1"}}, "far");
  REQUIRE(office.ground.targets["far"].count() == 1);
  CHECK(office.ground.targets["near"].count() == 0);
  office.ground.targets["far"].last().head(200, hostile::json).bytes(hostile::whole).end();
  CHECK(fakes::take(far).header("x-oaicompat-target") == "far");
  CHECK_FALSE(office.ground.targets["far"].last().request.headers.has("authorization"));
  CHECK(fakes::take(trial({{"x-oaicompat-caller-key", "sk-oc-1"}}, "nowhere")).head->status == 503);
  CHECK(office.call("POST", "/admin/try/v1/chat/completions").head->status == 404);
}

TEST_CASE("a plan tells what is expected of each target") {
  const Office office;
  const auto plan = Json{Text{office.call("POST", "/admin/explain", logged::body).body}};
  const auto first = plan.at("expected").at(std::size_t{0});
  CHECK(text_of(first, "target") == "near");
  CHECK(first.at("most_cost_nano_usd").is_null());
  CHECK(plan.at("prompt_tokens").as_integer().value_or(0) > 0);
}

TEST_CASE("answers are forgotten of all or of a tenant, not of everybody for one tenant, and that is audited") {
  const Office office;
  constexpr auto* everybody = "";
  const auto keep = [&] {
    for (const auto* tenant : {"app", "other", everybody}) {
      office.cache->put(cache_tenant_key(tenant) + "1", std::make_shared<CachedAnswer>(), std::chrono::hours{1});
    }
  };
  const auto is_kept = [&](std::string_view tenant) {
    bool out = false;
    office.cache->find(cache_tenant_key(tenant) + "1", [&](const CachedAnswerPtr& found) { out = found != nullptr; });
    return out;
  };
  keep();
  CHECK(office.cache->bytes() > 0u);
  CHECK(office.call("DELETE", "/admin/cache", {}, false).head->status == 401);
  CHECK(office.call("DELETE", "/admin/cache?key=x").head->status == 400);
  CHECK(office.call("DELETE", "/admin/cache?tenant=").head->status == 400);
  CHECK(office.call("GET", "/admin/cache").head->status == 405);
  CHECK(is_kept("app"));
  CHECK(office.call("DELETE", "/admin/cache?tenant=app").head->status == 200);
  CHECK_FALSE(is_kept("app"));
  CHECK(is_kept("other"));
  CHECK(is_kept(everybody));
  CHECK(office.call("DELETE", "/admin/cache").head->status == 200);
  CHECK_FALSE(is_kept("other"));
  CHECK_FALSE(is_kept(everybody));
  CHECK(office.cache->bytes() == 0u);
  office.ground.log->flush();
  const auto audit = office.get("/admin/audit").at("data");
  CHECK(text_of(audit.at(std::size_t{0}), "after") == "tenant app");
  CHECK(text_of(audit.at(std::size_t{1}), "after") == "all");
}

TEST_CASE("one answer is forgotten by the id of its hits, and that is audited") {
  const Office office;
  for (const auto* id : {"one", "two"}) {
    office.cache->put(id, std::make_shared<CachedAnswer>(CachedAnswer{.id = id}), std::chrono::hours{1});
  }
  const auto is_kept = [&](const std::string& id) {
    bool out = false;
    office.cache->find(id, [&](const CachedAnswerPtr& found) { out = found != nullptr; });
    return out;
  };
  CHECK(office.call("DELETE", "/admin/cache/one", {}, false).head->status == 401);
  CHECK(office.call("GET", "/admin/cache/one").head->status == 405);
  const auto none = office.call("DELETE", "/admin/cache/three");
  CHECK(none.head->status == 404);
  CHECK(text_of(Json{Text{none.body}}.at("error"), "code") == "answer_not_found");
  CHECK(office.call("DELETE", "/admin/cache/").head->status == 404);
  CHECK(is_kept("one"));
  const auto done = office.call("DELETE", "/admin/cache/%6Fne");
  CHECK(done.last == Pull::end);
  CHECK(done.head->status == 200);
  CHECK(text_of(Json{Text{done.body}}, "id") == "one");
  CHECK_FALSE(is_kept("one"));
  CHECK(is_kept("two"));
  CHECK(office.call("DELETE", "/admin/cache/one").head->status == 404);
  office.ground.log->flush();
  const auto audit = office.get("/admin/audit").at("data");
  CHECK(audit.size() == 1);
  CHECK(text_of(audit.at(std::size_t{0}), "after") == "answer one");
}

TEST_CASE("a cache that tells later, or cannot be reached, is waited for") {
  struct Away final : AnswerCache {
    void find(const std::string&, Found found) override { found(nullptr); }
    void put(const std::string&, CachedAnswerPtr, std::chrono::milliseconds) override {}
    bool forget(std::string_view) override { return false; }
    void forget_one(const std::string&, Told t) override { told = std::move(t); }
    Told told;
  };
  const auto away = std::make_shared<Away>();
  const Office office;
  const auto handler = admin_handler(*office.ground.gateway, {.key = "k", .cache = away});
  const auto answer =
      handler({.method = "DELETE", .path = "/admin/cache/one", .headers = {{"authorization", "Bearer k"}}});
  fakes::Taken taken;
  fakes::take(*answer, taken);
  CHECK(taken.last == Pull::wait);
  std::exchange(away->told, nullptr)(Forgotten::away);
  fakes::take(*answer, taken);
  CHECK(taken.head->status == 503);
}

TEST_CASE("a parameter that a call does not know is refused, and changes nothing") {
  const Office office;
  office.cache->put("one", std::make_shared<CachedAnswer>(CachedAnswer{.id = "one"}), std::chrono::hours{1});
  const auto code = [&](const char* method, const char* target, const std::string& body = {}) {
    const auto taken = office.call(method, target, body);
    CHECK(taken.head->status == 400);
    return text_of(Json{Text{taken.body}}.at("error"), "code");
  };
  CHECK(code("DELETE", "/admin/cache/one?tenant=other") == "unknown_parameter");
  CHECK(office.cache->bytes() > 0u);
  CHECK(code("GET", "/admin/logs/some?x=1") == "unknown_parameter");
  CHECK(code("POST", "/admin/targets/near/drain?x=1") == "unknown_parameter");
  CHECK(text_of(office.get("/admin/targets").at("data").at(std::size_t{1}), "breaker") == "closed");
  CHECK_FALSE(office.get("/admin/targets").at("data").at(std::size_t{1}).at("drained").as_bool().value_or(true));
  CHECK(code("POST", "/admin/explain?tenant=a&x=1", logged::body) == "unknown_parameter");
  for (const auto* body : {"", "[]", "no", "7"}) CHECK(code("POST", "/admin/explain", body) == "invalid_json");
  CHECK(code("GET", "/admin/logs?outcome=zzz") == "invalid_parameter");
  CHECK(office.call("GET", "/admin/logs?outcome=cut").head->status == 200);
  CHECK(office.call("GET", "/admin/logs/").head->status == 404);
}
