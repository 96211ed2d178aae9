// Calls of synchronous clients that libraries make for one service: they wait for its answer.

/** By the path on which they are reached: `openai.OpenAI().chat.completions.create`. */
export const SERVICE_CALLS =
  /^(?:openai\.(?:\w+\.)*(?:OpenAI|AzureOpenAI)\(\)\.[\w.]+\.(?:create|parse|generate)|openai\.(?:ChatCompletion|Completion|Embedding|Image)\.create|anthropic\.(?:\w+\.)*Anthropic\(\)\.[\w.]+\.create|stripe\.(?:\w+\.)+(?:create|retrieve|modify)|slack_sdk\.(?:web\.)?WebClient\(\)\.chat_postMessage|twilio\.rest\.Client\(\)\.[\w.]+\.create|(?:boto3|botocore)\.[\w.]*(?:client|BaseClient)\(\)\.(?!get_paginator|generate_presigned)\w+)$/

/** Their last names. */
export const SERVICE_METHODS: readonly string[] =
  'chat_postMessage copy_object create delete_item delete_message delete_object download_file download_fileobj generate get_item get_object get_secret_value head_object invoke list_objects list_objects_v2 modify parse publish put_item put_object query receive_message retrieve scan send_email send_message start_execution update_item upload_file upload_fileobj'.split(
    ' ',
  )
