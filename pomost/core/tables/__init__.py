"""Tables in and out: `reading` any file people send, `importing` its rows, `writing` files for them."""
