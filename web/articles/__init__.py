"""Aided entry in the browser: an article is read, and a form is filled in behind each of its sentences.

In: a text, a file, or an archived document.
Out: pages whose links lead to forms; nothing is recorded but the document.
"""
