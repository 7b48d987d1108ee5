//! What a document may cost.

/// What a document may cost before it is refused.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Size of the text in bytes; 64 MiB.
    pub bytes: usize,
    /// How deep values nest; 200.
    pub depth: usize,
    /// How many values there are, with YAML aliases expanded; 4 million.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, depth: 200, nodes: 4_000_000 }
    }
}

impl Limits {
    /// Other size limit, in bytes.
    #[must_use]
    pub fn with_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Other depth limit; at most 1,000 is used, because the readers recurse.
    #[must_use]
    pub fn with_depth(mut self, depth: usize) -> Self {
        self.depth = depth.min(1_000);
        self
    }

    /// Other limit of the number of values.
    #[must_use]
    pub fn with_nodes(mut self, nodes: usize) -> Self {
        self.nodes = nodes;
        self
    }
}
