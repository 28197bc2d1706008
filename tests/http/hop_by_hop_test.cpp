// SPDX-License-Identifier: MIT
#include <oaicompat/http/hop_by_hop.hpp>

#include <doctest/doctest.h>

using namespace oaicompat;

TEST_CASE("what concerns a connection goes, and what Connection names; all else stays in its order") {
  Headers headers{{"Host", "a"},
                  {"connection", "close, X-Own ,,keep-alive"},
                  {"Authorization", "Bearer k"},
                  {"Keep-Alive", "timeout=5"},
                  {"x-own", "1"},
                  {"Proxy-Connection", "keep-alive"},
                  {"proxy-authorization", "Basic x"},
                  {"TE", "trailers"},
                  {"Trailer", "X-Sum"},
                  {"Transfer-Encoding", "chunked"},
                  {"Upgrade", "h2c"},
                  {"X-Owner", "2"},
                  {"Connection", "\tx-second"},
                  {"X-Second", "3"}};
  remove_hop_by_hop(headers);
  CHECK(headers == Headers{{"Host", "a"}, {"Authorization", "Bearer k"}, {"X-Owner", "2"}});
  CHECK(is_hop_by_hop("TRAILER"));
  CHECK(!is_hop_by_hop("Content-Length"));
}
