// SPDX-License-Identifier: MIT
#include "stores.hpp"

#include <oaicompat/stores/tenant_store.hpp>

using namespace oaicompat;
using namespace oaicompat::test;

STORE_CASE("a tenant reads, lists, changes and removes its own records alone") {
  Kind kind;
  // Names that a name, a collection or the store's own words could be taken for.
  const std::string names[] = {
      "", "a", "a/c", "a:1", "tenant:1:a", "1:a", "A", std::string("a\0", 2), "\xF0\x9F\x8C\x8D"};
  std::vector<StorePtr> stores;
  for (const auto& name : names) stores.push_back(tenant_store(kind.store, name));
  for (std::size_t i = 0; i < stores.size(); ++i) {
    REQUIRE(stores[i]->write({put("c", "same", names[i] + " has it", {{"t", "x"}}), put("c", names[i] + "own", "")}));
  }
  for (std::size_t i = 0; i < stores.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(stores[i]->read("c", "same").value()->value == names[i] + " has it");
    CHECK(ids(stores[i]->list("c", {.order = ListRange::Order::ascending})) == "same " + names[i] + "own .");
    CHECK(ids(stores[i]->list("c", {.tags = {{"t", "x"}}})) == "same .");
    for (const auto& other : names) {
      if (other != names[i]) CHECK_FALSE(stores[i]->read("c", other + "own").value());
    }
  }
  REQUIRE(stores[1]->write({take_out("c")}));
  CHECK(ids(stores[1]->list("c", {})) == ".");
  CHECK(stores[1]->list("c", {.after = "same"}).error().status == 404);
  for (std::size_t i = 0; i < stores.size(); ++i) {
    if (i != 1) CHECK(stores[i]->read("c", "same").value());
  }
}

STORE_CASE("what was written before there were tenants belongs to the empty one") {
  Kind kind;
  REQUIRE(kind.store->write({put("c", "1", "old")}));
  CHECK(tenant_store(kind.store, "")->read("c", "1").value()->value == "old");
  CHECK_FALSE(tenant_store(kind.store, "a")->read("c", "1").value());
}

TEST_CASE("no store is no store for a tenant either") { CHECK(tenant_store(nullptr, "a") == nullptr); }
