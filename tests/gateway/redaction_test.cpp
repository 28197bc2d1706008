// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/redaction.hpp>
#include <oaicompat/json/any_json.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

namespace redaction_test {

const std::string key = "sk-abcdefghijklmnop1234";
// Whether a word was taken out, and what stands around it is as it was.
bool takes_out(const Redaction& redaction, const std::string& word, const std::string& kind) {
  const auto out = redaction.redact("before " + word + " after");
  return out.find(word) == std::string::npos && out.starts_with("before [" + kind + ":") && out.ends_with("] after");
}

}  // namespace redaction_test

TEST_CASE("keys are taken out of a log, wherever they stand in a body") {
  const Redaction redaction;
  for (const auto* word : {"sk-abcdefghijklmnop1234", "AKIAIOSFODNN7EXAMPLE", "ghp_0123456789abcdefghij",
                           "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abcdefghijk"}) {
    CHECK_MESSAGE(redaction_test::takes_out(redaction, word, "key"), word);
  }
  for (const auto* around : {R"({"content":"\nKEY"})", R"({"content":"KEY."})", R"({"content":"key=KEY\u00e9"})",
                             "data: {\"content\":\"(KEY)\"}\n\n", R"(["\"KEY\""])"}) {
    std::string body = around;
    body.replace(body.find("KEY"), 3, redaction_test::key);
    CHECK_MESSAGE(redaction.redact(body).find("abcdefghijklmnop") == std::string::npos, body);
  }
}

TEST_CASE("what is no secret stays as it is, byte for byte") {
  const Redaction redaction;
  for (const auto* body :
       {"", "sk-short", R"({"a":"\u00e9\n","b":[1,2.5e3,null]})", "\\", "\\u00", "data: [DONE]\n\n"}) {
    CHECK(redaction.redact(std::string_view{body}) == body);
  }
}

TEST_CASE("addresses, cards and words of one's own are taken out where the rules say so") {
  const Redaction redaction{{.patterns = {"email", "card", "ipv4", "acct-*"}}};
  CHECK(redaction_test::takes_out(redaction, "ann@example.com", "email"));
  CHECK(redaction_test::takes_out(redaction, "4242424242424242", "card"));
  CHECK(redaction_test::takes_out(redaction, "4242-4242-4242-4242", "card"));
  CHECK(redaction_test::takes_out(redaction, "192.168.1.20", "ipv4"));
  CHECK(redaction_test::takes_out(redaction, "acct-77", "word"));
  for (const auto* word : {"4242424242424241", "1.2.3.400", "1.2.3", "a@b", "account-7", "sk-abcdefghijklmnop1234"}) {
    CHECK(redaction.redact(std::string_view{word}) == word);
  }
}

TEST_CASE("what is to be taken out is found in groups of digits, in addresses and behind a name") {
  const Redaction redaction{{.patterns = {"keys", "card", "ipv4"}}};
  const auto left = [&](const char* text) {
    auto out = redaction.redact(std::string_view{text});
    for (auto at = out.find('['); at != out.npos; at = out.find('[', at + 1)) {
      const auto colon = out.find(':', at), end = out.find(']', at);
      out.erase(colon, end - colon);
    }
    return out;
  };
  CHECK(left("pay 4242 4242 4242 4242, or 3782 822463 10005.") == "pay [card], or [card].");
  CHECK(left("in 2031 4242 4242 4242 4242 12") == "in 2031 [card] 12");
  CHECK(left("4242 4242 4242 4241 and 1 2 3 4 5 6 7 8 9 10 11 12 13") ==
        "4242 4242 4242 4241 and 1 2 3 4 5 6 7 8 9 10 11 12 13");
  CHECK(left("at 10.0.0.1/24 or http://10.0.0.2:80/x/10.0.0.3") == "at [ipv4]/24 or http://[ipv4]:80/x/[ipv4]");
  CHECK(left("host=10.0.0.1 https://x.y/sk-abcdefghijklmnop1234/z") == "host=[ipv4] https://x.y/[key]/z");
  CHECK(left("key=sk-abcdefghij/klmnop=1234 a/b=c=. /") == "key=[key] a/b=c=. /");
}

TEST_CASE("equal words stay equal, and tell nothing to another process") {
  const Redaction one, other;
  const auto twice = one.redact(redaction_test::key + " " + redaction_test::key);
  CHECK(twice.substr(0, twice.find(' ')) == twice.substr(twice.find(' ') + 1));
  CHECK(one.redact(redaction_test::key) != other.redact(redaction_test::key));
}

TEST_CASE("the values of listed members are removed at any depth, and the body stays JSON") {
  const Redaction redaction{{.members = {"user", "secret"}}};
  const auto out = redaction.redact(
      R"({"user":"ann","a":[{"secret": {"x":["}",1]},"b":2}],"secret":12,"text":"user","user_id":1,"secret":[1,2]})");
  CHECK(
      out ==
      R"({"user":"[removed]","a":[{"secret": "[removed]","b":2}],"secret":"[removed]","text":"user","user_id":1,"secret":"[removed]"})");
  CHECK(Json::checked(out).has_value());
  CHECK(redaction.redact(std::string_view{R"({"user":"cut off)"}).find("cut") == std::string::npos);
}

TEST_CASE("of a request's fields the listed ones alone are logged") {
  const Redaction redaction;
  const auto out = redaction.redact(Headers{
      {"Authorization", "Bearer x"}, {"Cookie", "c"}, {"User-Agent", "me " + redaction_test::key}, {"X-Mine", "y"}});
  CHECK(out.starts_with(R"({"User-Agent":"me [key:)"));
  CHECK(out.find("Bearer") == std::string::npos);
  CHECK(out.find("X-Mine") == std::string::npos);
}
