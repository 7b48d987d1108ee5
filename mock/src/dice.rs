//! What is left open when a sample is made: chosen by a seed, or the first of what there is.

/// Chooses by a seed; without one everything is as plain as can be.
#[derive(Debug, Clone)]
pub(crate) struct Dice(Option<u64>);

impl Dice {
    /// No choice: the first, the plainest.
    pub(crate) fn fixed() -> Self {
        Self(None)
    }

    /// Choices that are the same for the same seed and the same text.
    pub(crate) fn seeded(seed: u64, text: &str) -> Self {
        // FNV-1a, which every platform and version computes alike.
        let mixed = text.bytes().fold(seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(Some(mixed))
    }

    pub(crate) fn is_fixed(&self) -> bool {
        self.0.is_none()
    }

    /// A number, by SplitMix64; 0 without a seed.
    pub(crate) fn next(&mut self) -> u64 {
        let Some(state) = &mut self.0 else { return 0 };
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `count`; 0 where there is none.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % count).unwrap_or(0)
    }

    /// A UUID of version 4.
    pub(crate) fn uuid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        format!(
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            0x8000 | (low >> 48) & 0x3fff,
            low & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_is_the_same_choices_and_another_is_others() {
        let roll = |seed, text| {
            let mut dice = Dice::seeded(seed, text);
            [dice.next(), dice.next()]
        };
        assert_eq!(roll(1, "a"), roll(1, "a"));
        assert_ne!(roll(1, "a"), roll(2, "a"));
        assert_ne!(roll(1, "a"), roll(1, "b"));
        assert_eq!((Dice::fixed().next(), Dice::fixed().below(3)), (0, 0));
        assert_eq!(Dice::fixed().uuid(), "00000000-0000-4000-8000-000000000000");
        assert_eq!(Dice::seeded(1, "a").uuid().len(), 36);
    }
}
