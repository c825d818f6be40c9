module github.com/deskql/deskql/go

go 1.19
