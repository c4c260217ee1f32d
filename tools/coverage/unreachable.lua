--- Branches of token, retry and pager that no test can take, and why: how many
-- of the line ("file: line") are not taken.
return {
}
