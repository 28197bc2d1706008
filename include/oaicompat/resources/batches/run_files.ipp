// The output and error files of a batch, as part of service.ipp.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/resources/batches/run.ipp>
#include <oaicompat/resources/batches/run_lines.ipp>

#include <utility>

namespace oaicompat::inline v1::detail {

// A file that is made with its first line.
struct BatchRun::MadeFile {
  FileRepository& files;
  const std::string& tenant;
  NewFile file;
  std::optional<FileWriter> out{};
  std::string buffer{};
  std::int64_t lines = 0;

  Result<void> add(std::string_view line) {
    ++lines;
    buffer.append(line).append("\n");
    return buffer.size() < std::size_t{64} << 10 ? Result<void>{} : flush();
  }
  Result<void> flush() {
    if (!out) {
      auto made = files.create(tenant, file);
      if (!made) return made.error();
      out.emplace(*std::move(made));
    }
    return out->write(std::exchange(buffer, {}));
  }
  // Its id; none where it has no lines.
  Result<std::optional<Text>> finish() {
    if (lines == 0) return std::optional<Text>{};
    if (auto flushed = flush(); !flushed) return flushed.error();
    auto made = out->finish();
    if (!made) return made.error();
    return std::optional{made->id};
  }
};

// Whatever state the batch was in: its files hold what was done, and why the rest was not.
inline Result<void> BatchRun::make_files() {
  MadeFile output{.files = *work_->files, .tenant = name_.tenant, .file = new_file("output")},
      errors{.files = *work_->files, .tenant = name_.tenant, .file = new_file("error")};
  done_ = {};
  auto read = repository_.results(name_.key, [&](const LineResult& result) -> Result<void> {
    if (must_stop()) return local_error(ErrorKind::cancelled, "The batch is no longer worked on here.");
    if (!done_.add(result.line)) return {};
    return (result.succeeded ? output : errors).add(result.json);
  });
  if (!read) return read;
  auto counts = batch_.request_counts.value_or(BatchRequestCounts{});
  counts.completed = output.lines;
  counts.failed = errors.lines;
  std::int64_t unrun = 0;
  Result<void> added;
  if (counts.completed + counts.failed < counts.total) added = add_unrun(errors, unrun);
  const bool lost_file = !added && added.error().status == 404;
  if (!added && !lost_file) return added;
  const auto output_id = output.finish();
  if (!output_id) return output_id.error();
  const auto error_id = errors.finish();
  if (!error_id) return error_id.error();
  return finish(
      [&](Batch& batch) {
        batch.output_file_id = *output_id;
        batch.error_file_id = *error_id;
        if (batch.request_counts) batch.request_counts = counts;
        end(batch, unrun, lost_file);
      },
      {repository_.remove_results(name_.key)});
}

// Which end it is.
inline void BatchRun::end(Batch& batch, std::int64_t unrun, bool lost_file) const {
  if (batch.status == Status::cancelling) {
    batch.status = Status::cancelled;
    batch.cancelled_at = now();
  } else if (lost_file) {
    batch.status = Status::failed;
    batch.failed_at = now();
    batch.errors = BatchErrorList{.data = std::vector{lost_input()}};
  } else if (batch.status == Status::finalizing) {
    if (batch.request_counts) batch.request_counts->failed += unrun;
    batch.status = Status::completed;
    batch.completed_at = now();
  } else {
    batch.status = Status::expired;
    batch.expired_at = now();
  }
}

// Each request without a result, and why it has none. **Errors**: 404 where the input file has gone.
inline Result<void> BatchRun::add_unrun(MadeFile& errors, std::int64_t& count) {
  if (!batch_.request_counts) return {};  // nothing was to be run yet
  const auto file = work_->files->open(name_.tenant, batch_.input_file_id);
  if (!file) return file.error();
  BatchLineReader lines{file->bytes, options().max_request_bytes};
  std::string line;
  while (true) {
    const auto more = lines.next(line);
    if (!more) return more.error();
    if (!*more) return {};
    if (must_stop()) return local_error(ErrorKind::cancelled, "The batch is no longer worked on here.");
    if (done_.has(lines.number())) continue;
    const auto read = parse_owned<BatchLine>(line, {.reading = Reading::lenient});
    BatchResult result;
    result.id = Text{batch_request_id(name_.key, lines.number())};
    if (read) result.custom_id = read->custom_id.value_or(Text{});
    result.error = why_unrun();
    ++count;
    if (auto added = errors.add(to_json(result)); !added) return added;
  }
}
inline BatchLineError BatchRun::why_unrun() const {
  BatchLineError out;
  if (batch_.status == Status::cancelling) {
    out.code = "batch_cancelled";
    out.message = "This request was not executed, as the batch was cancelled.";
  } else if (batch_.status == Status::finalizing) {
    out.code = "result_lost";
    out.message = "The result of this request was not kept.";
  } else {
    out.code = "batch_expired";
    out.message = "This request could not be executed before the completion window expired.";
  }
  return out;
}

// A file's id comes of the batch's: made again after a kill it is the same file.
inline NewFile BatchRun::new_file(const char* kind) const {
  std::string_view own = name_.key;
  if (own.starts_with("batch_")) own.remove_prefix(6);
  NewFile out{.filename = name_.key + "_" + kind + ".jsonl", .purpose = FilePurpose::batch_output};
  out.id = "file-" + std::string{own} + "-" + kind;
  if (order_.output_seconds) out.expires_after = std::chrono::seconds{*order_.output_seconds};
  return out;
}

}  // namespace oaicompat::inline v1::detail
