// Bodies of Gemini's API with every part that it documents, and with what nobody knows, through serve_gemini over
// call_gemini.
// SPDX-License-Identifier: MIT
#include "round_trip.hpp"

#include <oaicompat/dialects/gemini/call.hpp>
#include <oaicompat/dialects/gemini/serve.hpp>

#include <algorithm>

namespace gemini_round_trip {

using namespace round_trip;

const auto served = [](Backend backend) { return serve_gemini(std::move(backend)); };
const auto called = [](Handler handler) { return call_gemini(std::move(handler)); };

// What a model says, part by part.
const std::string parts[] = {
    R"({"text":"Hm.","thought":true})",
    R"({"text":"So.","thought":true,"thoughtSignature":"dGhvdWdodA=="})",
    R"({"text":"I compute."})",
    R"({"executableCode":{"language":"PYTHON","code":"1+1","id":"x1"}})",
    R"({"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"2","id":"x1"}})",
    R"({"text":"It is 2."})",
    R"({"functionCall":{"id":"c1","name":"f","args":{"b":[],"a":1.50},"willContinue":false},"thoughtSignature":"Y2FsbA=="})",
    R"({"functionCall":{"id":"c2","name":"g","args":{}},"partMetadata":{"k":"v"}})",
    R"({"text":"Then.","thought":true})",
    R"({"toolCall":{"id":"t1","toolType":"GOOGLE_SEARCH_WEB","args":{"q":"x"}},"thoughtSignature":"dG9vbA=="})",
    R"({"toolResponse":{"id":"t1","toolType":"GOOGLE_SEARCH_WEB","response":{"hits":[]}}})",
    R"({"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo=","displayName":"p.png"}})",
    R"({"fileData":{"fileUri":"gs://b/f.pdf","mimeType":"application/pdf"}})",
    R"({"brandNew":{"deep":[1,{"n":1e400}]}})",
    R"({"text":"Done.","mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}})",
    R"({"text":"","thoughtSignature":"ZW5k"})"};
std::string listed(std::size_t from = 0, std::size_t to = std::size(parts)) {
  std::string out;
  for (auto i = from; i < to; ++i) out += (i > from ? "," : "") + parts[i];
  return "[" + out + "]";
}
const std::string end_of_candidate =
    R"("finishReason":"STOP","finishMessage":"Well.","index":0,"safetyRatings":[{"category":"HARM_CATEGORY_HARASSMENT","probability":"LOW"}],"citationMetadata":{"citationSources":[{"startIndex":1}]},"groundingMetadata":{"webSearchQueries":["q"]},"urlContextMetadata":{"urlMetadata":[]},"avgLogprobs":-0.25,"tokenCount":7,"brandNew":{"a":null})";
const std::string around =
    R"("usageMetadata":{"promptTokenCount":10,"toolUsePromptTokenCount":2,"cachedContentTokenCount":4,"candidatesTokenCount":3,"thoughtsTokenCount":5,"totalTokenCount":20,"promptTokensDetails":[{"modality":"TEXT","tokenCount":10}],"trafficType":"ON_DEMAND","brandNew":1},"modelStatus":{"modelStage":"STABLE"},"brandNew":[true])";
const std::string facts =
    R"("modelVersion":"gemini-3-pro-001","responseId":"mAZpaMiHOtq","createTime":"2026-11-28T22:31:03Z")";
const std::string asks =
    R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true}}})";

TEST_SUITE("round trips of Gemini's bodies") {
  TEST_CASE("a whole answer keeps every part, its order and what nobody knows") {
    const auto body = R"({"candidates":[{"content":{"parts":)" + listed() + R"(,"role":"model"},)" + end_of_candidate +
                      "}]," + around + "," + facts + "}";
    check_same(answered(served, called, post("/v1beta/models/m:generateContent", asks), body).body, body);
  }

  TEST_CASE("every single part, and every pair of parts, keeps its place") {
    for (const auto& one : parts) {
      for (const auto& other : parts) {
        const auto body =
            R"({"candidates":[{"content":{"parts":[)" + one + "," + other +
            R"(],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"totalTokenCount":1},)" + facts +
            "}";
        const auto came = answered(served, called, post("/v1/models/m:generateContent", asks), body);
        CHECK(laws::one_form(came.json().at("candidates").at(std::size_t{0}).at("content").view()) ==
              laws::one_form(Json{Text{body}}.at("candidates").at(std::size_t{0}).at("content").view()));
      }
    }
  }

  // The parts of all events; adjacent texts of a kind, neither of them signed, are one.
  std::string parts_in(const std::vector<std::string>& events) {
    std::string out, words;
    std::string kind;
    const auto flush = [&] {
      if (!words.empty()) out += kind + Json::string(words).text.str() + ";";
      words.clear();
    };
    for (const auto& event : events) {
      for (const auto& part :
           Json{Text{event}}.at("candidates").at(std::size_t{0}).at("content").at("parts").elements()) {
        const bool plain =
            part.find("text") && !part.find("thoughtSignature") && part.size() == (part.find("thought") ? 2U : 1U);
        const std::string now = part.find("thought") ? "thought " : "text ";
        if (!plain || now != kind) flush();
        kind = now;
        plain ? void(words += part.at("text").as_string().value_or(""))
              : void(out += laws::one_form(part.view()) + ";");
      }
    }
    flush();
    return out;
  }

  TEST_CASE("a stream keeps every part, its order and what nobody knows, however its parts come") {
    const std::string first = R"({"candidates":[{"content":{"parts":)", last = R"(,"role":"model"},"index":0}],)";
    const auto in_events = [&](std::size_t each) {
      std::vector<std::string> out;
      for (std::size_t i = 0; i < std::size(parts); i += each)
        out.push_back(first + listed(i, std::min(i + each, std::size(parts))) + last + facts + "}");
      out.push_back(R"({"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},)" + end_of_candidate + "}]," +
                    around + "," + facts + "}");
      return out;
    };
    for (const std::size_t each : {std::size_t{1}, std::size_t{2}, std::size_t{5}, std::size(parts)}) {
      const auto sent = in_events(each);
      std::string body;
      for (const auto& event : sent) body += "data: " + event + "\r\n\r\n";
      const auto came = answered(served, called, post("/v1beta/models/m:streamGenerateContent?alt=sse", asks), body,
                                 "text/event-stream", 7);
      std::vector<std::string> got;
      for (std::size_t at = 0; at < came.body.size();) {
        const auto end = came.body.find("\r\n\r\n", at);
        REQUIRE(end != came.body.npos);
        got.push_back(came.body.substr(at + 6, end - at - 6));
        at = end + 4;
      }
      CHECK(parts_in(got) == parts_in(sent));
      const auto after = [](const std::string& event) {
        auto json = laws::one_form(event);
        return json.substr(json.find("\"finishMessage\""));  // what stands behind the content
      };
      CHECK(after(got.back()) == after(sent.back()));
    }
  }

  TEST_CASE("a request keeps every part, its turns and what nobody knows") {
    const std::string body =
        R"({"contents":[{"role":"user","parts":[{"text":"Look"},{"inlineData":{"mimeType":"video/mp4","data":"AAAA","displayName":"v"},"videoMetadata":{"fps":2}},{"fileData":{"fileUri":"https://x/y.png","mimeType":"image/png"},"mediaResolution":{"level":"MEDIA_RESOLUTION_LOW"}}]},{"role":"user","parts":[{"text":"Please","brandNew":1}]},{"role":"model","parts":)" +
        listed(1, 8) +
        R"(},{"role":"user","parts":[{"functionResponse":{"id":"c1","name":"f","response":{"a":[1]},"scheduling":"SILENT"}},{"functionResponse":{"id":"c2","name":"g","response":{"output":"x"},"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]},{"role":"model","parts":)" + listed(9) + R"(},{"role":"user","parts":[{"text":"So?"}]}],"systemInstruction":{"parts":[{"text":"Be brief."},{"text":"Be kind."}]},"tools":[{"functionDeclarations":[{"name":"f","description":"F","parametersJsonSchema":{"type":"object","properties":{"a":{"type":"integer"}}},"behavior":"NON_BLOCKING","responseJsonSchema":{"type":"object"}},{"name":"g"}]},{"googleSearch":{}},{"brandNew":{"x":1}}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f","g"]},"retrievalConfig":{"languageCode":"de"}},"generationConfig":{"temperature":0.5,"topP":0.9,"topK":3,"maxOutputTokens":100,"candidateCount":1,"stopSequences":["x"],"seed":1,"responseLogprobs":true,"logprobs":2,"presencePenalty":1,"frequencyPenalty":-1,"responseMimeType":"application/json","responseJsonSchema":{"type":"object"},"thinkingConfig":{"thinkingBudget":512,"includeThoughts":true,"brandNew":1},"responseModalities":["TEXT","IMAGE"],"speechConfig":{"languageCode":"de"},"imageConfig":{"aspectRatio":"1:1"},"mediaResolution":"MEDIA_RESOLUTION_LOW","audioTimestamp":true,"continuationToken":"AA==","brandNew":{"a":1}},"safetySettings":[{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"}],"cachedContent":"cachedContents/1","serviceTier":"flex","store":true,"labels":{"k":"v"},"modelArmorConfig":{"x":1},"brandNew":{"deep":[]}})";
    const auto answer = R"({"candidates":[{"content":{"parts":[{"text":"A"}],"role":"model"},"finishReason":"STOP"}]})";
    check_same(asked(served, called, post("/v1beta/models/gemini-3-pro:generateContent", body), answer), body);
  }
}

}  // namespace gemini_round_trip
