"""One module per slide: a question, frames in, a small table out."""
