/**
 * Lots are no records of the till, so nobody watches them. What is shown of a lot hangs on the
 * record that names it: whoever reads the lot of a row, or deals lots to a line, watches for news.
 */

export function watch(record) {
    return record.lotNews;
}

export function touch(record) {
    record.lotNews = (record.lotNews || 0) + 1;
}
