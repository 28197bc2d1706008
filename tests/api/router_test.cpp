// SPDX-License-Identifier: MIT
#include <oaicompat/api/router.hpp>
#include <oaicompat/resources/operations.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace oaicompat;
using detail::Router;

namespace {

const std::vector<Endpoint> endpoints{
    {"list", "GET", "/things"},
    {"create", "POST", "/things"},
    {"get", "GET", "/things/{thing_id}"},
    {"count", "POST", "/things/count"},
    {"step", "GET", "/things/{thing_id}/steps/{step_id}"},
    {"all", "GET", "/things/all/steps/{step_id}"},
    {"model", "GET", "/models/{model}"},
    {"card", "GET", "/models/{model}/card"},
};

// The id, and the members of the path.
std::string told(const Router::Route& route) {
  std::string out{endpoints[route.row].id};
  for (std::size_t i = 0; i < route.members.size(); ++i)
    out += " " + std::string{route.members[i].first} + "=" + std::string{route.members[i].second};
  return out;
}
std::string found(std::string_view method, std::string_view of) {
  static const Router router{endpoints};
  const auto route = router.find(method, of);
  return route ? told(*route) : "";
}

template <class... Ops>
std::set<std::uint64_t> keys(OperationList<Ops...>) {
  return {Ops::endpoint.key...};
}
template <class... Ops>
constexpr std::size_t size(OperationList<Ops...>) {
  return sizeof...(Ops);
}

}  // namespace

TEST_CASE("a path leads to the endpoint of its method, with the members that stand in it") {
  struct Row {
    const char *method, *path, *found;
  };
  const Row rows[] = {
      {"GET", "/things", "list"},
      {"POST", "/things", "create"},
      {"DELETE", "/things", ""},
      {"GET", "/things/t1", "get thing_id=t1"},
      {"GET", "/things/a%2Fb", "get thing_id=a%2Fb"},
      {"POST", "/things/count", "count"},
      {"GET", "/things/count", "get thing_id=count"},
      {"GET", "/things/t1/steps/s1", "step thing_id=t1 step_id=s1"},
      {"GET", "/things/all/steps/s1", "all step_id=s1"},
      {"GET", "/things/all", "get thing_id=all"},
      {"GET", "/things/", ""},
      {"GET", "/things//steps/s1", ""},
      {"GET", "/things/t1/steps", ""},
      {"GET", "/things/t1/steps/s1/more", ""},
      {"GET", "/models/m", "model model=m"},
      {"GET", "/models/org/m:free", "model model=org/m:free"},
      {"GET", "/models/m/card", "card model=m"},
      {"GET", "/models/org/m/card", "model model=org/m/card"},
      {"GET", "/models", ""},
      {"GET", "/thing", ""},
      {"GET", "/thingsandmore", ""},
      {"GET", "things", ""},
      {"GET", "/", ""},
      {"GET", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.method);
    CAPTURE(row.path);
    CHECK(found(row.method, row.path) == row.found);
  }
}

TEST_CASE("all endpoints of a path are given in their order") {
  const Router router{endpoints};
  const auto all = [&](std::string_view of) {
    std::string out;
    for (const auto& route : router.all(of)) out += told(route) + ";";
    return out;
  };
  CHECK(all("/things") == "list;create;");
  CHECK(all("/things/count") == "get thing_id=count;count;");
  CHECK(all("/things/all/steps/s") == "step thing_id=all step_id=s;all step_id=s;");
  CHECK(all("/nothing").empty());
}

TEST_CASE("no two operations have one key") { CHECK(keys(Operations{}).size() == size(Operations{})); }
