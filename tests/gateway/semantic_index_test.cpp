// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/semantic_index.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace oaicompat;

namespace semantic_index_test {

using detail::SemanticIndex;

std::vector<float> at_angle(double degrees) {
  const auto angle = degrees * 3.14159265358979 / 180;
  return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
}
std::string nearest(SemanticIndex& index, double degrees, double threshold = 0.9, const std::string& partition = "p") {
  const auto found = index.nearest(partition, at_angle(degrees), threshold);
  return found ? found->answer : "none";
}

TEST_CASE("the nearest of the partition is found, with its cosine, from the threshold on") {
  detail::SemanticIndex index{{}};
  index.add("p", "t-zero", at_angle(0));
  index.add("p", "t-twenty", at_angle(20));
  index.add("q", "t-ten", at_angle(10));
  CHECK(nearest(index, 2) == "t-zero");
  CHECK(nearest(index, 18) == "t-twenty");
  CHECK(nearest(index, 11, 0.9, "q") == "t-ten");
  CHECK(nearest(index, 11, 0.9, "r") == "none");
  CHECK(index.nearest("p", at_angle(30), 0.9)->score == doctest::Approx(std::cos(10 * 3.14159265 / 180)));
  CHECK(nearest(index, 45, 0.95) == "none");
  CHECK(nearest(index, 45, 0.9) == "t-twenty");
}

TEST_CASE("a vector's length does not count, and one without a length is left out") {
  detail::SemanticIndex index{{}};
  index.add("p", "a", std::vector<float>{100, 0});
  index.add("p", "b", std::vector<float>{0, 0});
  CHECK(index.size() == 1);
  CHECK(index.nearest("p", std::vector<float>{0.01F, 0}, 0.999)->answer == "a");
  CHECK_FALSE(index.nearest("p", std::vector<float>{0, 0}, -1));
}

TEST_CASE("an answer has one vector, the last") {
  detail::SemanticIndex index{{}};
  index.add("p", "a", at_angle(0));
  index.add("p", "a", at_angle(90));
  CHECK(index.size() == 1);
  CHECK(nearest(index, 0) == "none");
  CHECK(nearest(index, 90) == "a");
  index.add("q", "a", at_angle(0));
  CHECK(nearest(index, 90) == "none");
  CHECK(nearest(index, 0, 0.9, "q") == "a");
}

TEST_CASE("those that were used longest ago go first") {
  detail::SemanticIndex index{{.max_entries = 2}};
  index.add("p", "a", at_angle(0));
  index.add("p", "b", at_angle(45));
  CHECK(nearest(index, 0) == "a");
  index.add("q", "c", at_angle(90));
  CHECK(index.size() == 2);
  CHECK(nearest(index, 0) == "a");
  CHECK(nearest(index, 45) == "none");
  CHECK(nearest(index, 90, 0.9, "q") == "c");
}

TEST_CASE("the bytes of vectors and keys are bounded") {
  const std::vector<float> vector(384, 1);
  detail::SemanticIndex index{{.max_bytes = 10'000}};
  for (int i = 0; i < 100; ++i) index.add("p" + std::to_string(i % 7), "answer-" + std::to_string(i), vector);
  CHECK(index.bytes() <= 10'000);
  CHECK(index.size() == 5);
  CHECK(index.nearest("p1", vector, 0.9)->answer == "answer-99");
  detail::SemanticIndex small{{.max_bytes = 1000}};
  small.add("p", "a", vector);
  CHECK(small.size() == 0);
}

TEST_CASE("answers are forgotten by the beginning of their keys, or one by all of it") {
  detail::SemanticIndex index{{}};
  index.add("p", "team-1", at_angle(0));
  index.add("p", "team-2", at_angle(45));
  index.add("p", "other-1", at_angle(90));
  index.forget("team-1");
  CHECK(nearest(index, 0) == "none");
  CHECK(nearest(index, 45) == "team-2");
  index.forget("team");
  CHECK(nearest(index, 45) == "none");
  CHECK(nearest(index, 90) == "other-1");
  index.forget("");
  CHECK(index.size() == 0);
  CHECK(index.bytes() == 0);
}

TEST_CASE("vectors of another dimension take the place of a partition's") {
  detail::SemanticIndex index{{}};
  index.add("p", "a", at_angle(0));
  index.add("p", "b", std::vector<float>{1, 0, 0});
  CHECK(index.size() == 1);
  CHECK(nearest(index, 0) == "none");
  CHECK(index.nearest("p", std::vector<float>{1, 0, 0}, 0.9)->answer == "b");
}

TEST_CASE("it finds what a plain search finds, whatever comes and goes") {
  std::mt19937 random{5};
  std::uniform_real_distribution<double> angle{0, 360};
  detail::SemanticIndex index{{.max_entries = 50}};
  std::vector<std::pair<std::string, double>> kept;  // the last used last
  for (int i = 0; i < 2000; ++i) {
    const auto name = "a" + std::to_string(random() % 80) + ".";
    std::erase_if(kept, [&](auto& each) { return each.first == name; });
    if (random() % 4 == 0) {
      index.forget(name);
    } else {
      kept.emplace_back(name, angle(random));
      index.add("p", name, at_angle(kept.back().second));
      if (kept.size() > 50) kept.erase(kept.begin());
    }
    const auto to = angle(random);
    const auto cosine = [&](double each) { return std::cos((each - to) * 3.14159265358979 / 180); };
    double best = -1;
    for (const auto& each : kept) best = std::max(best, cosine(each.second));
    const auto found = nearest(index, to, 0.999);
    const auto at = std::find_if(kept.begin(), kept.end(), [&](auto& each) { return each.first == found; });
    CHECK((at == kept.end()) == (found == "none"));
    if (at == kept.end()) {
      CHECK(best < 0.999 + 1e-5);
    } else {
      CHECK(cosine(at->second) == doctest::Approx(best).epsilon(1e-5));
      std::rotate(at, at + 1, kept.end());
    }
  }
  CHECK(index.size() == kept.size());
}

TEST_CASE("many may add, look and forget at once") {
  detail::SemanticIndex index{{.max_entries = 40}};
  std::vector<std::thread> all;
  for (int thread = 0; thread < 4; ++thread) {
    all.emplace_back([&index, thread] {
      std::mt19937 random{static_cast<unsigned>(thread)};
      for (int i = 0; i < 500; ++i) {
        const auto partition = "p" + std::to_string(random() % 3);
        const auto angle = static_cast<double>(random() % 360);
        index.add(partition, "a" + std::to_string(random() % 60), at_angle(angle));
        (void)index.nearest(partition, at_angle(angle), 0.9);
        if (i % 50 == 0) index.forget("a1");
      }
    });
  }
  for (auto& each : all) each.join();
  CHECK(index.size() <= 40);
  index.forget("");
  CHECK(index.size() == 0);
}

}  // namespace semantic_index_test
