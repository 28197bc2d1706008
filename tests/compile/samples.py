#!/usr/bin/env python3
"""The samples of README.md, the guides and the dialects compile as they stand.

usage: samples.py COMPILER FLAG...

Each fenced block of C++ becomes a function of one source; what a sample takes as given is declared before all of them. What it
includes stands right before it: a sample that uses a header which neither it nor one before it includes does not compile.
`{...}` stands for what a reader fills in, and is read as `{}`.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/how-to.md", "docs/coming-from-openai-python.md",
         *sorted(str(page.relative_to(ROOT)) for page in (ROOT / "docs/dialects").glob("*.md")))

GIVEN = """
#include <oaicompat/client.hpp>
#include <oaicompat/server.hpp>
#include <oaicompat/resources/responses/operations.hpp>
#include <fmt/format.h>

using namespace std::chrono_literals;
namespace {
struct Weights {
  std::int64_t step = 0, tokens = 0;
};
struct Engine {
  std::vector<std::string_view> generate(const oaicompat::ChatRequest&) { return {}; }
  Weights begin(const oaicompat::Text&) { return {}; }
  Weights load(const std::string&) { return {}; }
  double train(Weights&) { return 0; }
  std::string save(const Weights&) { return {}; }
  oaicompat::StreamPtr<oaicompat::Event<oaicompat::CreateResponse>> respond(const oaicompat::ResponseRequest&) { return {}; }
} engine;
[[maybe_unused]] int report(const oaicompat::Error&) { return 1; }
}  // namespace
extern oaicompat::Client client;
extern oaicompat::Server server;
extern oaicompat::Backend backend;
extern oaicompat::ChatRequest request;
extern oaicompat::ResponseRequest next;
extern oaicompat::ChatWriter& out;
extern const std::string key, url, bytes;
extern const oaicompat::Headers headers;
"""


def samples():
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for match in re.finditer(r"^```c(?:pp|\+\+)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
            yield page, text.count("\n", 0, match.start()) + 2, match[1].replace("{...}", "{}")


def global_part(code):
    """A struct and its description stand outside of functions."""
    last = list(re.finditer(r"^constexpr auto describe.*?^}\n", code, re.MULTILINE | re.DOTALL))
    end = last[-1].end() if last else 0
    return code[:end], code[end:]


def main():
    bodies, count = [], 0
    for count, (page, line, code) in enumerate(samples(), 1):
        bodies += re.findall(r"^#include.*\n", code, re.MULTILINE)
        code = re.sub(r"^#include.*$", "", code, flags=re.MULTILINE)
        where = f'#line {line} "{page}"\n'
        if "int main()" in code:
            bodies.append(f"namespace sample_{count} {{\n{where}{code.replace('int main()', 'int program()')}}}\n")
            continue
        before, inside = global_part(code)
        line_inside = f'#line {line + before.count(chr(10))} "{page}"\n'
        bodies.append(f"namespace sample_{count} {{\n{where}{before}\n[[maybe_unused]] int sample() {{\n"
                      f"{line_inside}{inside}\nreturn 0;\n}}\n}}\n")
    assert count > 5, "the pages have lost their samples"
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "samples.cpp"
        source.write_text(GIVEN + "".join(bodies), encoding="utf-8")
        done = subprocess.run([*sys.argv[1:], "-Werror=unused-result", "-fsyntax-only", str(source)], check=False)
    print(f"{count} samples")
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
