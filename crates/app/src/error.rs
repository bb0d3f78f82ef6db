//! Why a use case was not carried out, written for the person who reads it: where, what, what to do.

/// The kinds a door must tell apart (exit codes 2, 3 and 4 of the command line).
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// What was asked is not understood or does not exist.
    #[error("{0}")]
    Usage(String),
    /// The data, a rule or the law refuses.
    #[error("{0}")]
    Refused(String),
    /// Somebody else is at work on the data.
    #[error("{0}")]
    Busy(String),
    /// The store refused.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

impl AppError {
    /// Refused, in words.
    pub fn refused(message: impl Into<String>) -> AppError {
        AppError::Refused(message.into())
    }

    /// Not understood, in words.
    pub fn usage(message: impl Into<String>) -> AppError {
        AppError::Usage(message.into())
    }
}

/// What a use case returns.
pub type Result<T> = std::result::Result<T, AppError>;
