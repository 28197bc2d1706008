// SPDX-License-Identifier: MIT
#include <oaicompat/http/url.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("percent groups are decoded; what is none stands for itself") {
  CHECK(percent_decoded("a%20b%2Fc") == "a b/c");
  CHECK(percent_decoded("%e2%82%AC") == "€");
  CHECK(percent_decoded("a+b") == "a+b");
  CHECK(percent_decoded("%00x") == std::string{"\0x", 2});
  for (const char* text : {"", "%", "%2", "a%", "%zz", "%2g", "%-1", "%+1", "% 1"})
    CHECK(percent_decoded(text) == text);
  CHECK(percent_decoded("%%41") == "%A");
}

TEST_CASE("all but the unreserved characters are encoded, and what is to be kept") {
  CHECK(percent_encoded("AZaz09-._~") == "AZaz09-._~");
  CHECK(percent_encoded("a b/c?d=e&f%€") == "a%20b%2Fc%3Fd%3De%26f%25%E2%82%AC");
  CHECK(percent_encoded("org/model:free", "/:") == "org/model:free");
  CHECK(percent_encoded({}) == "");
}

TEST_CASE("any bytes are the same after they were encoded and decoded") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(percent_decoded(percent_encoded(all)) == all);
}

TEST_CASE("a query is its names and values in order") {
  using Members = std::vector<std::pair<std::string, std::string>>;
  CHECK(query_members("").empty());
  CHECK(query_members("&&").empty());
  CHECK(query_members("a=1&b=x%20y&a=2") == Members{{"a", "1"}, {"b", "x y"}, {"a", "2"}});
  CHECK(query_members("a&b=&=c&d=e=f") == Members{{"a", ""}, {"b", ""}, {"", "c"}, {"d", "e=f"}});
  CHECK(query_members("a+b=c+d%2B") == Members{{"a b", "c d+"}});
  CHECK(query_members("include%5B%5D=x&metadata[k]=v") == Members{{"include[]", "x"}, {"metadata[k]", "v"}});
}

TEST_CASE("a base URL is taken apart") {
  struct Row {
    const char* url;
    BaseUrl parts;
  };
  const Row rows[] = {
      {"https://api.openai.com/v1", {"https", "api.openai.com", 443, "/v1", ""}},
      {"http://localhost:8080/v1/", {"http", "localhost", 8080, "/v1", ""}},
      {"HTTPS://Host", {"https", "Host", 443, "", ""}},
      {"http://host///", {"http", "host", 80, "", ""}},
      {"http://host:/v1", {"http", "host", 80, "/v1", ""}},
      {"http://127.0.0.1:1", {"http", "127.0.0.1", 1, "", ""}},
      {"http://[::1]:8080/v1", {"http", "::1", 8080, "/v1", ""}},
      {"https://[2001:db8::1]", {"https", "2001:db8::1", 443, "", ""}},
      {"https://x.azure.com/openai/deployments/d?api-version=2024-10-21",
       {"https", "x.azure.com", 443, "/openai/deployments/d", "api-version=2024-10-21"}},
      {"http://host?a=1", {"http", "host", 80, "", "a=1"}},
      {"http://host/v1#part", {"http", "host", 80, "/v1", ""}},
      {"http://host/a/b%20c/", {"http", "host", 80, "/a/b%20c", ""}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto got = parse_base_url(row.url);
    REQUIRE(got.has_value());
    CHECK(*got == row.parts);
  }
}

TEST_CASE("what is no base URL says why") {
  struct Row {
    const char *url, *why;
  };
  const Row rows[] = {
      {"", "has no scheme"},
      {"localhost:8080", "has no scheme"},
      {"ftp://host", "is neither http nor https"},
      {"://host", "is neither http nor https"},
      {"http://", "names no host"},
      {"http:///v1", "names no host"},
      {"http://:80", "names no host"},
      {"http://[]", "names no host"},
      {"http://user:pass@host", "holds user information"},
      {"http://key@host/v1", "holds user information"},
      {"http://[::1", "has an open bracket"},
      {"http://[::1]x:80", "has something between its host and its port"},
      {"http://[::1]8080", "has something between its host and its port"},
      {"http://host:0", "has no valid port"},
      {"http://host:65536", "has no valid port"},
      {"http://host:99999999999", "has no valid port"},
      {"http://host:-1", "has no valid port"},
      {"http://host:8o", "has no valid port"},
      {"http://::1:80", "has no valid port"},
      {"http://ho st", "holds white space"},
      {"http://host/v1\n", "holds white space"},
      {" http://host", "holds white space"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto got = parse_base_url(row.url);
    REQUIRE(!got);
    CHECK(got.error().kind == ErrorKind::invalid_argument);
    CHECK(got.error().code == "invalid_base_url");
    CHECK(got.error().message == "The base URL '" + without_password(row.url) + "' " + row.why + ".");
  }
}

TEST_CASE("a URL is shown without its password, also by an error") {
  const std::pair<const char*, const char*> rows[] = {
      {"https://host/v1", "https://host/v1"},
      {"https://user:secret@host/v1", "https://***@host/v1"},
      {"https://user:se@cret@host:8080", "https://***@host:8080"},
      {"https://user:se/cret@host/v1", "https://***@host/v1"},
      {"user:secret@host/v1", "***@host/v1"},
      {"//user:secret@host", "//***@host"},
      {"https://host:8080/@cf/model?a=b@c", "https://host:8080/@cf/model?a=b@c"},
      {"http://[::1]:80/a@b", "http://[::1]:80/a@b"},
      {"/v1/elsewhere", "/v1/elsewhere"},
      {"", ""},
  };
  for (const auto& [url, shown] : rows) CHECK(without_password(url) == shown);
  for (const char* url :
       {"https://user:secret@host", "user:secret@host", "ftp://user:secret@host", "https://u:secret @h"})
    CHECK(parse_base_url(url).error().message.find("secret") == std::string::npos);
}
