//! Taking the body of an answer into memory, not more of it than allowed, and not longer than allowed.

use std::pin::{Pin, pin};

use crate::clock::{self, Sleep};
use crate::error::{Error, ErrorKind, Outcome, header_request_id, retry_after};
use crate::transport::{BodyError, Response};

/// The most of an error's body that is of any use.
const LARGEST_ERROR: usize = 1024 * 1024;

/// The most that is reserved on the word of a `Content-Length`.
const LARGEST_RESERVE: u64 = 256 * 1024;

/// How reading ended.
enum End {
    Whole,
    TooLarge,
    TimedOut,
    Broken(BodyError),
}

/// The whole body of a success.
pub(super) async fn buffer(
    response: &mut Response,
    largest: usize,
    end: Pin<&mut Sleep>,
) -> Result<Vec<u8>, Error> {
    let (bytes, ended) = read(response, largest, end).await;
    let error = match ended {
        End::Whole => return Ok(bytes),
        End::TooLarge => Error::new(
            ErrorKind::InvalidResponse,
            Outcome::Accepted,
            format!("the answer is larger than {largest} bytes"),
        ),
        End::TimedOut => {
            Error::new(ErrorKind::Timeout, Outcome::Accepted, "the answer did not end in time")
        }
        End::Broken(source) => Error::from_body(source),
    };
    Err(error
        .with_status(response.status())
        .with_request_id(header_request_id(response.headers()))
        .with_retry_after(retry_after::from_headers(response.headers())))
}

/// As much of an error's body as comes: the status is what matters, and it is known.
pub(super) async fn buffer_error(
    response: &mut Response,
    largest: usize,
    end: Pin<&mut Sleep>,
) -> Vec<u8> {
    read(response, largest.min(LARGEST_ERROR), end).await.0
}

async fn read(response: &mut Response, largest: usize, end: Pin<&mut Sleep>) -> (Vec<u8>, End) {
    let announced = response.content_length().unwrap_or(0);
    // A size that does not fit the machine does not fit the limit either.
    if response.status().is_success()
        && usize::try_from(announced).map_or(true, |size| size > largest)
    {
        return (Vec::new(), End::TooLarge);
    }
    let mut bytes = Vec::with_capacity(announced.min(LARGEST_RESERVE) as usize);
    let ended = {
        let mut read = pin!(read_into(&mut bytes, response, largest));
        clock::before(end, read.as_mut()).await
    };
    (bytes, ended.unwrap_or(End::TimedOut))
}

async fn read_into(bytes: &mut Vec<u8>, response: &mut Response, largest: usize) -> End {
    loop {
        match response.chunk().await {
            Err(source) => return End::Broken(source),
            Ok(None) => return End::Whole,
            Ok(Some(chunk)) => {
                let room = largest - bytes.len();
                bytes.extend_from_slice(&chunk[..chunk.len().min(room)]);
                if chunk.len() > room {
                    return End::TooLarge;
                }
            }
        }
    }
}
