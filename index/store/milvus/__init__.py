"""A library in Milvus: documents, vectors and words on a server that many machines share.

address     where it is: `milvus://host:19530/name`, `milvus-lite:///path/file.db`
server      the connection, and what its failures mean
schema      the collections and their indexes
state       what is visible: a commit is one insert into `meta`
lease       one writer at a time
parcel      a document as its rows in SQLite, packed and unpacked
weights     BM25 as sparse vectors;  counts: in how many passages each term stands
catalogue   what is held, as readers keep it in memory
snapshot    the legs over a state
writer      changes, made in a small SQLite of their own and then published
library     the door, like `index.store.library.Library`
"""
