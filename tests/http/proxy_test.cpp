// SPDX-License-Identifier: MIT
#include <oaicompat/http/proxy.hpp>

#include <doctest/doctest.h>

#include <map>

using namespace oaicompat;

namespace proxy_test {
namespace {

ProxySettings settings_of(const std::map<std::string, std::string>& set) {
  return proxy_settings([&](const char* name) -> const char* {
    const auto at = set.find(name);
    return at == set.end() ? nullptr : at->second.c_str();
  });
}
std::string through(const char* url, const ProxySettings& settings) {
  return proxy_for(parse_base_url(url).value(), settings);
}

}  // namespace

TEST_CASE("a proxy's URL is taken apart") {
  struct Row {
    const char* url;
    Proxy proxy;
  };
  const Row rows[] = {
      {"http://proxy:3128", {"proxy", 3128, ""}},
      {"HTTP://proxy.example.com/", {"proxy.example.com", 80, ""}},
      {"proxy:8080", {"proxy", 8080, ""}},
      {"10.0.0.1", {"10.0.0.1", 80, ""}},
      {"http://[::1]:3128", {"::1", 3128, ""}},
      {"http://user:pass@proxy:1", {"proxy", 1, "Basic dXNlcjpwYXNz"}},
      {"http://user@proxy:1", {"proxy", 1, "Basic dXNlcjo="}},
      {"http://us%40er:p%3Aa%20s@proxy:1", {"proxy", 1, "Basic dXNAZXI6cDphIHM="}},
      {"user:p@ss@proxy:1", {"proxy", 1, "Basic dXNlcjpwQHNz"}},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto& proxy = row.proxy;
    const auto got = parse_proxy(row.url);
    REQUIRE(got.has_value());
    CHECK(got->host == proxy.host);
    CHECK(got->port == proxy.port);
    CHECK(got->authorization == proxy.authorization);
  }
}

TEST_CASE("what is no HTTP proxy is refused, and its password is not told") {
  for (const char* url : {"https://u:secret@proxy:1", "socks5://u:secret@proxy:1", "socks5h://proxy:1", "", "http://",
                          "http://u:secret@", "http://proxy:0", "http://proxy:99999", "http://proxy:1/path",
                          "http://pro xy", "http://u:secret@proxy\r\nX: y", "http://proxy?a=1", "ftp://proxy"}) {
    CAPTURE(url);
    const auto got = parse_proxy(url);
    REQUIRE(!got);
    CHECK(got.error().kind == ErrorKind::invalid_argument);
    CHECK(got.error().code == "invalid_proxy");
    CHECK(got.error().message.find("secret") == std::string::npos);
  }
}

TEST_CASE("the environment's lower case wins, and what is empty is not set") {
  CHECK(settings_of({}) == ProxySettings{});
  CHECK(settings_of({{"HTTP_PROXY", "a"}, {"HTTPS_PROXY", "b"}, {"NO_PROXY", "c"}}) == ProxySettings{"a", "b", "c"});
  CHECK(settings_of({{"HTTP_PROXY", "a"},
                     {"http_proxy", "A"},
                     {"https_proxy", ""},
                     {"HTTPS_PROXY", "b"},
                     {"no_proxy", "C"},
                     {"NO_PROXY", "c"}}) == ProxySettings{"A", "b", "C"});
}

TEST_CASE("a CGI program takes no proxy that a caller's header may have set") {
  CHECK(settings_of({{"HTTP_PROXY", "a"}, {"REQUEST_METHOD", "GET"}}).http.empty());
  CHECK(settings_of({{"http_proxy", "a"}, {"HTTPS_PROXY", "b"}, {"REQUEST_METHOD", "GET"}}) ==
        ProxySettings{"a", "b", ""});
}

TEST_CASE("a URL's scheme says which proxy leads there, and none leads to this machine") {
  const ProxySettings both{"http://p:1", "http://p:2", "internal.example.com,10.0.0.0/8"};
  CHECK(through("http://api.example.com/v1", both) == "http://p:1");
  CHECK(through("https://api.example.com/v1", both) == "http://p:2");
  CHECK(through("https://api.example.com/v1", {"http://p:1", "", ""}).empty());
  for (const char* url :
       {"http://localhost:8080", "http://127.0.0.1:8080", "http://127.8.8.8", "https://[::1]", "http://a.localhost",
        "https://internal.example.com", "https://a.internal.example.com:8443", "http://10.1.2.3"})
    CHECK_MESSAGE(through(url, both).empty(), url);
}

struct Bypass {
  const char *list, *host;
  int port;
  bool bypasses;
};
constexpr Bypass bypass_lists[] = {
    {"", "a.com", 80, false},
    {"*", "a.com", 80, true},
    {"b.com, *", "a.com", 80, true},
    {"a.com", "a.com", 80, true},
    {"A.COM", "a.com", 80, true},
    {"a.com", "A.com.", 80, true},
    {"a.com", "x.a.com", 80, true},
    {"a.com", "xa.com", 80, false},
    {"a.com", "a.com.org", 80, false},
    {".a.com", "x.a.com", 80, true},
    {".a.com", "a.com", 80, true},
    {"*.a.com", "x.y.a.com", 80, true},
    {"x.a.com", "a.com", 80, false},
    {"b.com c.com\ta.com", "a.com", 80, true},
    {",, b.com ,a.com,", "a.com", 80, true},
    {"a.com:80", "a.com", 80, true},
    {"a.com:80", "a.com", 443, false},
    {"a.com:", "a.com", 80, false},
    {"a.com:x", "a.com", 80, false},
    {".a.com:443", "x.a.com", 443, true},
    {":80", "a.com", 80, false},
    {".", "a.com", 80, false},
    {"10.1.2.3", "10.1.2.3", 80, true},
    {"10.1.2.3:80", "10.1.2.3", 80, true},
    {"10.1.2.3:81", "10.1.2.3", 80, false},
    {"2.3", "10.1.2.3", 80, false},
    {"3", "10.1.2.3", 80, false},
    {"10.1.2.3", "210.1.2.3", 80, false},
    {"10.0.0.0/8", "10.255.0.1", 80, true},
    {"10.0.0.0/8", "11.0.0.1", 80, false},
    {"192.168.1.128/25", "192.168.1.200", 80, true},
    {"192.168.1.128/25", "192.168.1.100", 80, false},
    {"0.0.0.0/0", "8.8.8.8", 80, true},
    {"10.1.2.3/32", "10.1.2.3", 80, true},
    {"10.1.2.3/33", "10.1.2.3", 80, false},
    {"10.0.0.0/", "10.1.2.3", 80, false},
    {"10.0.0.0/-1", "10.1.2.3", 80, false},
    {"10.0.0.0/8", "ten.example.com", 80, false},
    {"::1", "::1", 80, true},
    {"0:0:0:0:0:0:0:1", "::1", 80, true},
    {"[::1]", "::1", 80, true},
    {"[::1]:80", "::1", 80, true},
    {"[::1]:81", "::1", 80, false},
    {"fd00::/8", "fdab::1:2", 80, true},
    {"fd00::/8", "fe80::1", 80, false},
    {"2001:db8::/33", "2001:db8:8000::1", 80, false},
    {"::/0", "2001:db8::1", 80, true},
    {"::ffff:10.0.0.0/104", "10.1.2.3", 80, true},
    {"10.1.2.3", "::ffff:10.1.2.3", 80, true},
    {"1:2:3:4:5:6:7:8:9", "::1", 80, false},
    {"1::2::3", "1::2::3", 80, false},
    {"fe80:::1", "::1", 80, false},
    {"12345::", "::1", 80, false},
    {"[::1", "::1", 80, false},
};

TEST_CASE("what is reached without a proxy is named by host, suffix, port, address or network") {
  for (const auto& row : bypass_lists) {
    CAPTURE(row.list);
    CAPTURE(row.host);
    CAPTURE(row.port);
    CHECK(bypasses_proxy(row.list, row.host, row.port) == row.bypasses);
  }
}

}  // namespace proxy_test
