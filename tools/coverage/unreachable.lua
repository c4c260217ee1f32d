--- What of token, retry and pager no test can reach, and why: how many pieces
-- of the line ("file: source").
return {
}
