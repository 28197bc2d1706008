// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/text_script.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace oaicompat;

TEST_CASE("a text's script is that of most of its letters, but for code") {
  CHECK(main_script("Hello there, Caf\xC3\xA9.") == "latin");
  CHECK(main_script("\xD0\x9F\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82, std") == "cyrillic");
  CHECK(main_script("\xCE\x93\xCE\xB5\xCE\xB9\xCE\xB1") == "greek");
  CHECK(main_script("\xE4\xBD\xA0\xE5\xA5\xBD\xE4\xB8\x96\xE7\x95\x8C") == "han");
  CHECK(main_script("\xEC\x95\x88\xEB\x85\x95\xED\x95\x98\xEC\x84\xB8\xEC\x9A\x94") == "hangul");
  CHECK(main_script("123 + 4, x") == "");
  CHECK(main_script("\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xF0\x9F\x98\x80") == "");
  CHECK(main_script("`std::vector` ```int main() {}``` \xD0\x94\xD0\xB0, \xD0\xB4\xD0\xB0.") == "cyrillic");
  CHECK(main_script("\xFF\xFE\xC3") == "");
}

TEST_CASE("Japanese is kana, however many Chinese characters are in it") {
  // Six Chinese characters and one of kana.
  const std::string japanese = "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xAE\xE4\xBA\xBA\xE5\x8F\xA3\xE6\x95\xB0";
  CHECK(main_script(japanese) == "kana");
  CHECK(script_share(japanese, "kana") == 1.0);
  CHECK(script_share(japanese, "han").value_or(0) == doctest::Approx(6.0 / 7));
  CHECK(script_share(japanese, "latin") == 0.0);
  CHECK_FALSE(script_share(japanese, "runes"));
  CHECK_FALSE(script_share("abc", "latin"));
}

TEST_CASE("each script that is known by name is found") {
  CHECK(known_scripts().size() == 24);
  CHECK(main_script("\xE0\xB8\x81\xE0\xB8\x82\xE0\xB8\x83\xE0\xB8\x84") == "thai");
  CHECK(main_script("\xE1\x9E\x80\xE1\x9E\x81\xE1\x9E\x82\xE1\x9E\x83") == "khmer");
  CHECK(main_script("\xE1\x83\x90\xE1\x83\x91\xE1\x83\x92\xE1\x83\x93") == "georgian");
  CHECK(main_script("\xD7\x90\xD7\x91\xD7\x92\xD7\x93") == "hebrew");
  CHECK(main_script("\xD8\xA7\xD8\xA8\xD8\xAA\xD8\xAB") == "arabic");
}
