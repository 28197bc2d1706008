// Webhooks: signatures that were made by another implementation, and events of every type.
// SPDX-License-Identifier: MIT
#include <oaicompat/base/manual_clock.hpp>
#include <oaicompat/http/answer.hpp>
#include <oaicompat/http/request.hpp>
#include <oaicompat/resources/webhooks/codec.hpp>
#include <oaicompat/resources/webhooks/verify.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

namespace webhooks_test {

// Made with Python's hmac.
const std::string secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY";
const std::string body = R"({"id":"evt_685343a1381c819085d44c354e1b330e","object":"event","created_at":1750287018,)"
                         R"("type":"response.completed","data":{"id":"resp_123"}})";
const std::string signature = "j8e/gd7alhIWEWTK0b6azcCMhoNYcZAB5lQcCXIe8q0=";

Headers signed_with(const std::string& signatures) {
  return {{"Webhook-Id", "wh_1"}, {"Webhook-Timestamp", "1700000000"}, {"Webhook-Signature", signatures}};
}

WebhookOptions options_at(std::int64_t now, const std::string& with = secret) {
  return {.secret = with, .clock = std::make_shared<ManualClock>(now)};
}

std::string code_of(const Headers& headers, const WebhookOptions& options = options_at(1'700'000'000)) {
  const auto verified = verify_webhook(headers, body, options);
  return verified ? "" : verified.error().code;
}

}  // namespace webhooks_test

TEST_CASE("a webhook that was signed with the secret is verified") {
  using namespace webhooks_test;
  CHECK(code_of(signed_with("v1," + signature)) == "");
  CHECK(code_of(signed_with(signature)) == "");
  // A secret that is no base64 is the key itself.
  const auto plain = options_at(1'700'000'000, "plain secret");
  CHECK(code_of(signed_with("v1,Ss/piFKhvm0VeVYZj6lMs/2h/x+MrKzI8CgF4sz1YA4="), plain) == "");
  // The example of Standard Webhooks.
  const Headers example{{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                        {"webhook-timestamp", "1614265330"},
                        {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
  CHECK(verify_webhook(example, R"({"test": 2432232314})",
                       options_at(1'614'265'330, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")));
}

TEST_CASE("one of several signatures of a webhook is enough") {
  using namespace webhooks_test;
  CHECK(code_of(signed_with("v1,AAAA v2,AAAA  v1," + signature)) == "");
  CHECK(code_of(signed_with("v1," + signature + " v1,AAAA ")) == "");
  CHECK(code_of(signed_with("v1,AAAA v1,BBBB")) == "invalid_signature");
}

TEST_CASE("a webhook whose body, id, time or signature was changed is refused") {
  using namespace webhooks_test;
  const auto good = signed_with("v1," + signature);
  const auto now = options_at(1'700'000'000);
  CHECK(verify_webhook(good, body + " ", now).error().code == "invalid_signature");
  CHECK(verify_webhook(good, "", now).error().code == "invalid_signature");
  for (const auto* name : {"webhook-id", "webhook-timestamp"}) {
    auto changed = good;
    changed.set(name, "1700000001");
    CHECK(code_of(changed) == "invalid_signature");
  }
  auto cut = signature;
  cut.pop_back();
  auto turned = signature;
  turned[0] = 'k';
  for (const auto& bad : {cut, turned, signature + "=", "v2," + signature, std::string{","}, std::string{" "}})
    CHECK(code_of(signed_with("v1," + bad)) == "invalid_signature");
  CHECK(code_of(signed_with("v2," + signature)) == "invalid_signature");
  CHECK(code_of(good, options_at(1'700'000'000, "another")) == "invalid_signature");
}

TEST_CASE("a webhook that lacks a header names it") {
  using namespace webhooks_test;
  for (const auto* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
    auto headers = signed_with("v1," + signature);
    headers.remove(name);
    const auto verified = verify_webhook(headers, body, options_at(1'700'000'000));
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == "missing_header");
    CHECK(verified.error().param == name);
    CHECK(verified.error().kind == ErrorKind::api);
    CHECK(verified.error().status == 400);
    headers.set(name, "");
    CHECK(code_of(headers) == "missing_header");
  }
}

TEST_CASE("a webhook's time may differ by the tolerance, in both directions") {
  using namespace webhooks_test;
  const auto headers = signed_with("v1," + signature);
  CHECK(code_of(headers, options_at(1'700'000'300)) == "");
  CHECK(code_of(headers, options_at(1'700'000'301)) == "timestamp_too_old");
  CHECK(code_of(headers, options_at(1'699'999'700)) == "");
  CHECK(code_of(headers, options_at(1'699'999'699)) == "timestamp_too_new");
  auto wide = options_at(1'800'000'000);
  wide.tolerance = std::chrono::hours{24 * 365 * 10};
  CHECK(code_of(headers, wide) == "");
  for (const auto* time :
       {"soon", "-1", "+1700000000", " 1700000000", "1.7e9", "1700000000.5", "99999999999999999999"}) {
    auto odd = headers;
    odd.set("webhook-timestamp", time);
    CHECK(code_of(odd) == "invalid_timestamp");
  }
  auto last = headers;
  last.set("webhook-timestamp", "9223372036854775807");
  CHECK(code_of(last) == "timestamp_too_new");
}

TEST_CASE("a secret that is no key is the host's mistake") {
  using namespace webhooks_test;
  for (const auto* bad : {"", "whsec_", "whsec_%%%%", "whsec_AQI"}) {
    const auto verified = verify_webhook(signed_with("v1," + signature), body, options_at(1'700'000'000, bad));
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == "invalid_secret");
    CHECK(verified.error().kind == ErrorKind::invalid_argument);
    CHECK(sign_webhook(bad, "wh_1", 1, body).error().code == "invalid_secret");
  }
}

TEST_CASE("what is signed here is verified here") {
  using namespace webhooks_test;
  const auto headers = sign_webhook(secret, "wh_1", 1'700'000'000, body);
  REQUIRE(headers);
  CHECK(headers->get("webhook-signature") == "v1," + signature);
  CHECK(code_of(*headers) == "");
}

TEST_CASE("a webhook's event is read once it is verified") {
  using namespace webhooks_test;
  const auto event = unwrap_webhook(signed_with("v1," + signature), body, options_at(1'700'000'000));
  REQUIRE(event);
  const auto* done = event->get_if<ResponseWebhook>();
  REQUIRE(done);
  CHECK(done->type == WebhookEventType::response_completed);
  CHECK(done->id == "evt_685343a1381c819085d44c354e1b330e");
  CHECK(done->created_at == 1'750'287'018);
  CHECK(done->data.id == "resp_123");
  CHECK(to_json(*event) == body);
  CHECK(unwrap_webhook(signed_with("v1,x"), body, options_at(1'700'000'000)).error().code == "invalid_signature");
}

TEST_CASE("a signed body that is no event is an error of parsing, and an unknown type is kept") {
  using namespace webhooks_test;
  const auto unwrap = [&](std::string_view text) {
    return unwrap_webhook(*sign_webhook(secret, "wh_1", 1'700'000'000, text), text, options_at(1'700'000'000));
  };
  for (const auto* bad : {"", "[]", "1", R"("type")", R"({"type":)", "\xFF"})
    CHECK(unwrap(bad).error().kind == ErrorKind::parse);
  const auto* newer = R"({"id":"evt_1","type":"moon.full","data":{"phase":1.50}})";
  const auto event = unwrap(newer);
  REQUIRE(event);
  REQUIRE(event->get_if<Unknown>());
  CHECK(event->tag() == "moon.full");
  CHECK(to_json(*event) == newer);
}

TEST_CASE("each type of event has its struct") {
  using namespace webhooks_test;
  const auto json = [](std::string_view type, std::string_view data) {
    return R"({"id":"evt_1","object":"event","created_at":1,"type":")" + std::string{type} + R"(","data":)" +
           std::string{data} + "}";
  };
  std::size_t calls = 0;
  std::vector<std::string_view> words;
  for (const auto& each : describe(Type<WebhookEventType>{})) words.push_back(each.word);
  for (const auto& each : describe(Type<VideoWebhookType>{})) words.push_back(each.word);
  for (const auto word : words) {
    std::string data = R"({"id":"x_1"})";
    if (word == "realtime.call.incoming")
      data = R"({"call_id":"rtc_1","sip_headers":[{"name":"From","value":"sip:a@b"}]})";
    if (word == "live.call.incoming")
      data = R"({"session_id":"s_1","sip_headers":[{"name":"From","value":"sip:a@b"}]})";
    const auto event = parse_owned<WebhookEvent>(json(word, data));
    REQUIRE(event);
    CHECK_FALSE(event->get_if<Unknown>());
    CHECK(event->tag() == word);
    CHECK(to_json(*event) == json(word, data));
    if (const auto* call = event->get_if<RealtimeCallWebhook>()) calls += call->data.sip_headers.size();
    if (const auto* call = event->get_if<LiveCallWebhook>()) calls += call->data.sip_headers.size();
  }
  CHECK(calls == 2);
  // The description lets `object` be absent.
  CHECK(parse_owned<WebhookEvent>(R"({"id":"evt_1","created_at":1,"type":"batch.failed","data":{"id":"batch_1"}})"));
}

TEST_CASE("a handler answers a webhook with what is wrong with it") {
  using namespace webhooks_test;
  const auto status_of = [&](Request request, const std::string& with) {
    const auto event = unwrap_webhook(request.headers, request.body.view(), options_at(1'700'000'000, with));
    return event ? 204 : error_status(event.error());
  };
  CHECK(status_of({.headers = signed_with("v1," + signature), .body = Bytes{body}}, secret) == 204);
  CHECK(status_of({.headers = signed_with("v1,x"), .body = Bytes{body}}, secret) == 400);
  CHECK(status_of({.body = Bytes{body}}, secret) == 400);
  CHECK(status_of({.headers = signed_with("v1," + signature), .body = Bytes{body}}, "") == 500);
}
