--- Rows of a page's text, one by one.

local core = require "orchestrator.core"
local documents = require "support.documents"

local null = core.null

local function list(text, keep_nulls)
  local rows, count = {}, 0
  for row in core.rows(text, keep_nulls) do
    count = count + 1
    rows[count] = row
  end
  return rows, count
end

local function failure(text)
  local next_row = core.rows(text)
  local count = -1
  local ok, err
  repeat
    ok, err = pcall(next_row)
    count = count + 1
  until not ok or err == nil
  assert.is_false(ok)
  assert.equal("protocol", err.kind)
  return err.message, count, next_row
end

describe("rows", function()
  it("come from every envelope of the API, or a bare array", function()
    for _, text in ipairs {
      '[{"Id":1},{"Id":2}]',
      '{"value":[{"Id":1},{"Id":2}]}',
      '{"@odata.context":"x","@odata.count":2,"value":[{"Id":1},{"Id":2}],'
        .. '"@odata.nextLink":"y"}',
      '{"totalCount":2,"results":[{"Id":1},{"Id":2}]}',
      '{"PageItems":[{"Id":1},{"Id":2}],"Count":2}',
      '{"items":[{"Id":1},{"Id":2}],"continuationToken":null}',
    } do
      assert.same({ { Id = 1 }, { Id = 2 } }, list(text))
    end
    assert.same({}, list "[]")
    assert.same({}, list '{"value":null}')
  end)

  it("are what decode makes of them", function()
    local maker = documents.new(11, null)
    for _ = 1, 500 do
      local texts = {}
      for i = 1, maker:roll(6) do
        texts[i] = select(2, maker:object(3))
      end
      local text = "[" .. table.concat(texts, " , ") .. "]"
      assert.same(core.decode(text, true), (list(text, true)))
      assert.same(core.decode(text), (list(text)))
    end
  end)

  it("may be anything, false and null too", function()
    local rows, count = list '[false,null,1,"x",[],{"a":null}]'
    assert.equal(6, count)
    assert.is_false(rows[1])
    assert.equal(null, rows[2])
    assert.equal(core.array_mt, getmetatable(rows[5]))
    assert.same({}, rows[6])
    assert.equal(null, list('[{"a":null}]', true)[1].a)
  end)

  it("raise what is wrong with them, with their number", function()
    local message, count, next_row = failure '[{"a":1},{"a":01},{"a":2}]'
    assert.equal("row 2 is not valid JSON: leading zero (at byte 15)", message)
    assert.equal(1, count)
    local _, again = pcall(next_row)
    assert.equal(message, again.message)
  end)

  it("raise what is wrong with the page", function()
    local message, count = failure '{"value":[1,2],"Count":"x"}'
    assert.equal(2, count)
    assert.equal("the answer's count is not a whole number (at byte 24)",
      message)
    assert.equal("the answer is HTML or XML, not JSON (at byte 1)",
      (failure "<html>"))
    assert.equal("the answer holds no array of rows (at byte 7)",
      (failure '{"a":1}'))
    assert.equal("the answer is empty (at byte 1)", (failure ""))
    assert.equal("the answer is cut off (at byte 4)", (failure "[1,"))
  end)

  it("want a string", function()
    assert.has_error(function() core.rows() end)
    assert.has_error(function() core.rows(5) end)
  end)
end)
