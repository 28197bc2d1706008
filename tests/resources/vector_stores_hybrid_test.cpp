// Searches of vector stores by meaning and by words.
// SPDX-License-Identifier: MIT
#include "vector_stores.hpp"

#include <map>

namespace vector_stores_hybrid_test {

using namespace vector_stores_test;

// Finds the texts that have the query as a part.
class Parts final : public KeywordIndex {
 public:
  Result<void> add(std::uint32_t entry, std::string_view text) override {
    texts_[entry] = text;
    return {};
  }
  Result<void> remove(std::uint32_t entry) override {
    texts_.erase(entry);
    return {};
  }
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t most,
                                        const AcceptEntry& accept) const override {
    std::vector<SearchHit> out;
    for (const auto& [entry, text] : texts_) {
      const bool fits = text.find(query) != std::string::npos && (!accept || accept(entry));
      if (fits && out.size() < most) out.push_back({entry, 1});
    }
    return out;
  }

 private:
  std::map<std::uint32_t, std::string> texts_;
};

}  // namespace vector_stores_hybrid_test
using namespace vector_stores_hybrid_test;

TEST_CASE("a hybrid search ranks by words too, as much as it is told to") {
  Stores stores;
  const auto close = stores.file("zzzx zzz"), named = stores.file("about zz in aaa bbb ccc ddd", "b.md");
  const auto made = stores.make(R"({"file_ids":)" + quoted({close, named}) + "}");
  stores.read_all();
  const auto hybrid = [](const char* meaning, const char* words, const char* more = "") {
    return std::string{R"({"query":"in aaa","ranking_options":{"hybrid_search":{"embedding_weight":)"} + meaning +
           R"(,"text_weight":)" + words + "}" + more + "}}";
  };
  CHECK(refused(kept::tell(stores.http, "POST", Stores::path(made) + "/search", "", hybrid("1", "1"))) ==
        "400 ranking_options.hybrid_search");
  CHECK(refused(kept::tell(stores.http, "POST", Stores::path(made) + "/search", "", hybrid("0", "0"))) ==
        "400 ranking_options.hybrid_search");
  stores.http = serve(with_vector_stores(
      letters(), stores.files,
      {.keyword_index = [] { return Result<KeywordIndexPtr>{std::make_shared<Parts>()}; }, .readers = stores.readers}));
  const auto by_words = stores.search(made, hybrid("0", "1"));
  CHECK(found_files(by_words) == named + " ");
  CHECK(by_words.data[0].score == 1);
  const auto both = stores.search(made, hybrid("1", "1"));
  CHECK(found_files(both) == named + " " + close + " ");
  CHECK(both.data[0].score <= 1);
  CHECK(found_files(stores.search(made, hybrid("1", "1", R"(,"score_threshold":0.9)"))) == named + " ");
  CHECK(found_files(stores.search(made, hybrid("1", "0"))).size() == both.data.size() * (named.size() + 1));
}
