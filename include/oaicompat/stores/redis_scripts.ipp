// What a Redis store has the server do, in Lua.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1::detail {

// Keys, each behind the prefix `p`:
//   n               the last number that was a place or a revision
//   r:<key>         a record, a hash: v value, t tags, r revision, e when it is over, or empty
//   o:<collection>  its order: ids by place        g:<collection>  the places of ids that are gone
//   x               keys of records by when they are over    y  keys of ids that are gone, by when they are forgotten
//   c               collections in which there is something, or was, by name
// A <key> is `<bytes of the collection>:<collection><id>`. The only key that the script is given is the prefix.

// ARGV: the time, how long places of what is gone are kept, how many records are put; then for each change `put`,
// `remove`, `drop` or `check`, the collection, the id, the revision, or `-` for none or `present`, the value, the tags,
// and when it is over. Gives 0, or the number of the first change whose condition does not hold.
inline constexpr const char* redis_write_script = R"lua(
local p, now, keep, puts = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local call = redis.call
local function key(c, id) return #c .. ':' .. c .. id end
local function parts(k)
  local at = string.find(k, ':', 1, true)
  local size = tonumber(string.sub(k, 1, at - 1))
  return string.sub(k, at + 1, at + size), string.sub(k, at + size + 1)
end
local function forget(c, id)
  if call('ZREM', p .. 'g:' .. c, id) == 0 then return end
  call('ZREM', p .. 'y', key(c, id))
  if call('EXISTS', p .. 'o:' .. c, p .. 'g:' .. c) == 0 then call('ZREM', p .. 'c', c) end
end
local function drop(c)
  for _, id in ipairs(call('ZRANGE', p .. 'o:' .. c, 0, -1)) do
    call('DEL', p .. 'r:' .. key(c, id))
    call('ZREM', p .. 'x', key(c, id))
  end
  for _, id in ipairs(call('ZRANGE', p .. 'g:' .. c, 0, -1)) do call('ZREM', p .. 'y', key(c, id)) end
  call('DEL', p .. 'o:' .. c, p .. 'g:' .. c)
  call('ZREM', p .. 'c', c)
end
local function drop_beneath(prefix)
  local last = string.sub(prefix, 1, -2) .. '0'
  for _, c in ipairs(call('ZRANGEBYLEX', p .. 'c', '[' .. prefix, '(' .. last)) do drop(c) end
end
local function remove(c, id)
  local k, place = key(c, id), call('ZSCORE', p .. 'o:' .. c, id)
  if place then
    call('DEL', p .. 'r:' .. k)
    call('ZREM', p .. 'o:' .. c, id)
    call('ZREM', p .. 'x', k)
    call('ZADD', p .. 'g:' .. c, place, id)
    call('ZADD', p .. 'y', now + keep, k)
  end
  drop_beneath(c .. '/' .. id .. '/')
end
local function revision(c, id)
  local got = call('HMGET', p .. 'r:' .. key(c, id), 'r', 'e')
  if not got[1] or (got[2] ~= '' and tonumber(got[2]) <= now) then return '0' end
  return got[1]
end

-- First of all what is refused when there is no memory left.
local number = 0
if puts > 0 then number = call('INCRBY', p .. 'n', puts) - puts end
for _, k in ipairs(call('ZRANGEBYSCORE', p .. 'x', '-inf', now, 'LIMIT', 0, 1000)) do remove(parts(k)) end
for _, k in ipairs(call('ZRANGEBYSCORE', p .. 'y', '-inf', now, 'LIMIT', 0, 1000)) do forget(parts(k)) end
for i = 4, #ARGV, 7 do
  local wanted = ARGV[i + 3]
  if wanted ~= '-' then
    local found = revision(ARGV[i + 1], ARGV[i + 2])
    if wanted == 'present' and found == '0' or wanted ~= 'present' and wanted ~= found then return (i + 3) / 7 end
  end
end
for i = 4, #ARGV, 7 do
  local what, c, id = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if what == 'put' then
    local k, over = key(c, id), ARGV[i + 6]
    -- One that is over, but was not removed yet, is another record.
    if revision(c, id) == '0' and call('EXISTS', p .. 'r:' .. k) == 1 then remove(c, id) end
    forget(c, id)
    number = number + 1
    local text = string.format('%.0f', number)
    call('ZADD', p .. 'o:' .. c, 'NX', text, id)
    call('ZADD', p .. 'c', 0, c)
    call('HSET', p .. 'r:' .. k, 'v', ARGV[i + 4], 't', ARGV[i + 5], 'r', text, 'e', over)
    if over == '' then call('ZREM', p .. 'x', k) else call('ZADD', p .. 'x', over, k) end
  elseif what == 'remove' then
    remove(c, id)
  elseif what == 'drop' then
    drop(c)
    drop_beneath(c .. '/')
  end
end
return 0
)lua";

// ARGV: the time, the collection, after, before, 1 where it ascends, the most records. Gives id, value, tags, revision
// and end of each; 1 or 2 where `after`, or `before`, is nowhere.
inline constexpr const char* redis_list_script = R"lua(
local p, now, c, most = KEYS[1], tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[6])
local rises = ARGV[5] == '1'
local function place(id)
  return redis.call('ZSCORE', p .. 'o:' .. c, id) or redis.call('ZSCORE', p .. 'g:' .. c, id)
end
local from, to = rises and '-inf' or '+inf', rises and '+inf' or '-inf'
if ARGV[3] ~= '' then
  local found = place(ARGV[3])
  if not found then return 1 end
  from = '(' .. found
end
if ARGV[4] ~= '' then
  local found = place(ARGV[4])
  if not found then return 2 end
  to = '(' .. found
end
local out = {}
while #out < most do
  local ids = redis.call(rises and 'ZRANGEBYSCORE' or 'ZREVRANGEBYSCORE', p .. 'o:' .. c, from, to, 'WITHSCORES',
                         'LIMIT', 0, most)
  if #ids == 0 then break end
  for i = 1, #ids, 2 do
    from = '(' .. ids[i + 1]
    local got = redis.call('HMGET', p .. 'r:' .. #c .. ':' .. c .. ids[i], 'v', 't', 'r', 'e')
    if #out < most and got[1] and (got[4] == '' or tonumber(got[4]) > now) then
      out[#out + 1] = {ids[i], got[1], got[2], got[3], got[4]}
    end
  end
end
return out
)lua";

}  // namespace oaicompat::inline v1::detail
