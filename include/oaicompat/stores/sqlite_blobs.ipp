// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/stores/blob_pieces.hpp>
#include <oaicompat/stores/sqlite_blobs.hpp>
#include <oaicompat/stores/sqlite_connection.ipp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

namespace oaicompat::inline v1 {
namespace detail {

// A blob without a name is being written.
inline constexpr const char* sqlite_blobs_schema[] = {R"(
  CREATE TABLE blobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB UNIQUE,
    bytes INTEGER NOT NULL,
    begun_at INTEGER NOT NULL
  );
  CREATE TABLE pieces (
    blob INTEGER NOT NULL REFERENCES blobs (number) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (blob, number)
  );
)"};
inline constexpr std::int64_t sqlite_blobs_application = 0x6F616962;

class SqliteBlobs final : public Blobs, public std::enable_shared_from_this<SqliteBlobs> {
 public:
  explicit SqliteBlobs(SqliteBlobsOptions options) : options_{std::move(options)} {}

  Result<void> begin() {
    auto opened = open_schema(pool_, options_.file, sqlite_blobs_application, sqlite_blobs_schema);
    if (!opened) return opened;
    return drop_stale();
  }

  Result<BlobWriterPtr> create() override {
    std::int64_t number = 0;
    auto begun = write([&](SqliteConnection& on) -> Result<void> {
      const auto made = on.number("INSERT INTO blobs (bytes, begun_at) VALUES (0, ?) RETURNING number",
                                  std::int64_t{options_.clock->unix_time()});
      if (!made) return made.error();
      number = **made;
      return {};
    });
    if (!begun) return begun.error();
    return BlobWriterPtr{std::make_unique<Writer>(shared_from_this(), number)};
  }

  Result<BlobReaderPtr> open(std::string_view name) const override {
    if (!is_blob_name(name)) return bad_blob_name();
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    const SqliteTransaction all{on, "BEGIN"};
    if (!all.begun()) return all.begun().error();
    const auto number = on.number("SELECT number FROM blobs WHERE name = ?", name);
    if (!number) return number.error();
    if (!*number) return no_such_blob(name);
    const auto bytes = on.number("SELECT bytes FROM blobs WHERE number = ?", **number);
    if (!bytes) return bytes.error();
    return BlobReaderPtr{std::make_shared<Reader>(shared_from_this(), **number, static_cast<std::uint64_t>(**bytes))};
  }

  Result<void> remove(std::string_view name) override {
    if (!is_blob_name(name)) return bad_blob_name();
    std::optional<std::int64_t> number;
    auto removed = write([&](SqliteConnection& on) { return take_name(on, name, number); });
    if (removed && number) (void)drop(*number);
    return removed;
  }

 private:
  // A transaction. What is not durable yet becomes so with the next one that is.
  enum class Durable { now, later };
  template <class Work>
  Result<void> write(Work work, Durable durable = Durable::now) {
    const std::lock_guard lock{writing_};
    const auto lent = pool_.lend();
    if (!lent) return lent.error();
    auto& on = **lent;
    if (auto there = on.in_place(); !there) return there;
    // To write zeros over a gigabyte that is removed takes as long as to write it.
    if (auto set = on.run("PRAGMA secure_delete=FAST"); !set) return set;
    if (auto set = on.run(durable == Durable::now ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL"); !set)
      return set;
    SqliteTransaction all{on, "BEGIN IMMEDIATE"};
    if (!all.begun()) return all.begun();
    if (auto done = work(on); !done) return done;
    return all.commit();
  }
  // A blob loses its name, which another may have then.
  static Result<void> take_name(SqliteConnection& on, std::string_view name, std::optional<std::int64_t>& number) {
    const auto taken = on.number("UPDATE blobs SET name = NULL WHERE name = ? RETURNING number", name);
    if (!taken) return taken.error();
    number = *taken;
    return {};
  }
  // Removes what has no name, some pieces at a time, so that others may write in between. What an error leaves is
  // stale.
  Result<void> drop(std::int64_t number) {
    for (std::int64_t gone = 1; gone > 0;) {
      auto done = write(
          [&](SqliteConnection& on) -> Result<void> {
            auto removed = on.run_with(
                "DELETE FROM pieces WHERE rowid IN (SELECT rowid FROM pieces WHERE blob = ? LIMIT 64)", number);
            if (!removed) return removed;
            const auto changed = on.number("SELECT changes()");
            if (!changed) return changed.error();
            gone = **changed;
            return gone > 0 ? Result<void>{} : on.run_with("DELETE FROM blobs WHERE number = ?", number);
          },
          Durable::later);
      if (!done) return done;
    }
    return {};
  }
  Result<void> drop_stale() {
    const auto stale = options_.clock->unix_time() - options_.stale_after.count();
    while (true) {
      std::optional<std::int64_t> number;
      auto found = write([&](SqliteConnection& on) -> Result<void> {
        const auto first = on.number("SELECT min(number) FROM blobs WHERE name IS NULL AND begun_at <= ?", stale);
        if (!first) return first.error();
        if (**first > 0) number = **first;
        return {};
      });
      if (!found || !number) return found;
      if (auto dropped = drop(*number); !dropped) return dropped;
    }
  }
  static Result<void> put_piece(SqliteConnection& on, std::int64_t blob, std::int64_t piece, std::string_view bytes) {
    return on.run_with("INSERT INTO pieces (blob, number, bytes) VALUES (?, ?, ?)", blob, piece, bytes);
  }

  class Writer final : public BlobWriter {
   public:
    Writer(std::shared_ptr<SqliteBlobs> to, std::int64_t number) : to_{std::move(to)}, number_{number} {}
    ~Writer() override {
      if (!committed_) (void)to_->drop(number_);
    }

    Result<void> write(std::string_view bytes) override {
      if (!open_) return blob_was_committed();
      return settle(pieces_.add(bytes, [&](const Bytes& piece) {
        return to_->write([&](SqliteConnection& on) { return put_piece(on, number_, next_++, piece); }, Durable::later);
      }));
    }
    Result<void> commit(std::string_view name) override {
      if (!is_blob_name(name)) return bad_blob_name();
      if (!open_) return blob_was_committed();
      std::optional<std::int64_t> earlier;
      auto done = to_->write([&](SqliteConnection& on) -> Result<void> {
        if (auto put = put_piece(on, number_, next_, pieces_.last()); !put) return put;
        if (auto taken = take_name(on, name, earlier); !taken) return taken;
        return on.run_with("UPDATE blobs SET name = ?, bytes = ? WHERE number = ?", name,
                           static_cast<std::int64_t>(pieces_.size()), number_);
      });
      committed_ = done.has_value();
      open_ = open_ && !committed_;
      if (committed_ && earlier) (void)to_->drop(*earlier);
      return settle(std::move(done));
    }

   private:
    Result<void> settle(Result<void> done) {
      if (done) return done;
      open_ = false;
      return done;
    }
    const std::shared_ptr<SqliteBlobs> to_;
    const std::int64_t number_;
    std::int64_t next_ = 0;
    BlobPieces pieces_;
    bool open_ = true, committed_ = false;
  };

  class Reader final : public BlobReader {
   public:
    Reader(std::shared_ptr<const SqliteBlobs> from, std::int64_t number, std::uint64_t size)
        : from_{std::move(from)}, number_{number}, size_{size} {}
    std::uint64_t size() const override { return size_; }
    Result<Bytes> read(std::uint64_t offset, std::size_t most) const override {
      const auto lent = from_->pool_.lend();
      if (!lent) return lent.error();
      auto& on = **lent;
      return read_pieces(size_, offset, most, [&](std::uint64_t i) -> Result<Bytes> {
        auto* statement = on.prepare("SELECT bytes FROM pieces WHERE blob = ? AND number = ?");
        if (!statement) return on.error();
        SqliteQuery query{statement};
        if (query.bind(number_).bind(static_cast<std::int64_t>(i)).step()) return query.bytes(0);
        if (query.failed()) return on.error();
        return api_error(404, "The blob was removed.", "blob_not_found");
      });
    }

   private:
    const std::shared_ptr<const SqliteBlobs> from_;
    const std::int64_t number_;
    const std::uint64_t size_;
  };

  const SqliteBlobsOptions options_;
  const SqlitePool pool_{options_.file, options_.busy_timeout};
  std::mutex writing_;  // writers of this process wait here, those of others in SQLite
};

}  // namespace detail

OAICOMPAT_INLINE Result<BlobsPtr> sqlite_blobs(SqliteBlobsOptions options) {
  if (options.file.empty() || options.file.starts_with(":"))
    return local_error(ErrorKind::invalid_argument, "SQLite blobs need a file.");
  const auto file = options.file;
  detail::make_private(file);
  auto blobs = std::make_shared<detail::SqliteBlobs>(std::move(options));
  if (auto begun = blobs->begin(); !begun) return begun.error();
  detail::keep_private(file);
  return BlobsPtr{std::move(blobs)};
}

}  // namespace oaicompat::inline v1
