//! Payloads in whatever form the document gives them.

/// A payload that hand-written code reads: as it is, in a box, or where the document allows null for it.
pub(crate) trait Payload<T> {
    /// The payload; `None` where the server sent null.
    fn payload(self) -> Option<Box<T>>;
}

impl<T> Payload<T> for T {
    fn payload(self) -> Option<Box<T>> {
        Some(Box::new(self))
    }
}

impl<T> Payload<T> for Box<T> {
    fn payload(self) -> Option<Box<T>> {
        Some(self)
    }
}

impl<T> Payload<T> for Option<T> {
    fn payload(self) -> Option<Box<T>> {
        self.map(Box::new)
    }
}

impl<T> Payload<T> for Option<Box<T>> {
    fn payload(self) -> Option<Box<T>> {
        self
    }
}
