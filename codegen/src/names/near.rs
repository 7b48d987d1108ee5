//! Names that are meant by one that is not there.

/// The names nearest to one, the nearest first: by the letters to change, where case and punctuation count for nothing.
pub(crate) fn near<'n>(
    wanted: &str,
    names: impl Iterator<Item = &'n str>,
    most: usize,
) -> Vec<&'n str> {
    let wanted = plain(wanted);
    let mut found: Vec<(usize, &str)> = names
        .map(|name| {
            let name_plain = plain(name);
            // What is a part of the other is as good as meant.
            let within = !wanted.is_empty()
                && !name_plain.is_empty()
                && (contains(&name_plain, &wanted) || contains(&wanted, &name_plain));
            let distance = distance(&wanted, &name_plain);
            (if within { distance.min(1) } else { distance }, name)
        })
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, name)| name).take(most).collect()
}

/// Letters and digits, as many as a person reads.
fn plain(name: &str) -> Vec<char> {
    const LONGEST: usize = 200;
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(LONGEST)
        .collect()
}

fn contains(long: &[char], short: &[char]) -> bool {
    long.windows(short.len()).any(|part| part == short)
}

/// How many letters have to be added, removed or changed.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, to) in row.iter_mut().skip(1).zip(b) {
            let changed = diagonal + usize::from(from != to);
            diagonal = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_counted() {
        let chars = |text: &str| text.chars().collect::<Vec<_>>();
        for (a, b, letters) in
            [("", "", 0), ("kitten", "sitting", 3), ("abc", "", 3), ("", "ab", 2), ("ab", "ba", 2)]
        {
            assert_eq!(distance(&chars(a), &chars(b)), letters, "{a} {b}");
        }
    }

    #[test]
    fn the_nearest_come_first() {
        let names = ["Assistants", "Audio", "Chat", "Completions", "Chat history"];
        assert_eq!(near("chats", names.into_iter(), 1), ["Chat"]);
        assert_eq!(near("Complections", names.into_iter(), 1), ["Completions"]);
        assert_eq!(near("chat", names.into_iter(), 2), ["Chat", "Chat history"]);
        assert_eq!(near("", names.into_iter(), 1), ["Chat"]);
    }
}
